/** The `encoding` of a document: how its payloads are texts. */
import type { Json } from '../../kernel/json.ts'

/** Names of Python for what all publishers speak, or a part of it. */
const UTF_8: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'u8', 'ascii', 'us-ascii'])

/** Names of Python for what else is spoken, by the label of the WHATWG encoding standard. In all of them ASCII is itself. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  'windows-1252': ['latin-1', 'latin1', 'l1', 'iso-8859-1', 'iso8859-1', 'cp1252', 'windows-1252'],
  'euc-kr': ['euc-kr', 'euckr', 'cp949', 'ms949', 'uhc', 'ks-c-5601', 'ks-x-1001'],
  shift_jis: ['shift-jis', 'shiftjis', 'sjis', 'cp932', 'ms932'],
  'euc-jp': ['euc-jp', 'eucjp'],
}

/** The label of the standard; `refused` for bytes that are no text (`""`) and for what is not known here. */
export function encodingOf(said: Json | undefined): string | 'refused' {
  if (said === undefined || said === null) return 'utf-8'
  const name = typeof said === 'string' ? said.trim().toLowerCase().replaceAll('_', '-') : ''
  if (UTF_8.has(name)) return 'utf-8'
  return Object.entries(OTHERS).find(([, names]) => names.includes(name))?.[0] ?? 'refused'
}
