/** A new password from the terminal without showing it, or from a pipe. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { decodeText } from '../kernel/json.ts'
import { Secret } from '../kernel/secret.ts'
import { text } from '../kernel/text.ts'
import { CommandError, type Invocation, say } from './invocation.ts'

const TEXTS = {
  password: text('{name} 의 새 비밀번호: ', '{name} の新しいパスワード: ', 'New password of {name}: '),
  again: text('한 번 더: ', 'もう一度: ', 'Once more: '),
  differ: text(
    '두 비밀번호가 다릅니다. 아무것도 바꾸지 않았습니다.',
    '2 つのパスワードが違います。何も変更していません。',
    'The two passwords differ. Nothing was changed.',
  ),
  stopped: text(
    '중단됨. 아무것도 바꾸지 않았습니다.',
    '中断しました。何も変更していません。',
    'Stopped. Nothing was changed.',
  ),
  none: text(
    '표준 입력에 비밀번호가 없습니다: 첫 줄이 비밀번호입니다.',
    '標準入力にパスワードがありません: 最初の行がパスワードです。',
    'There is no password on standard input: its first line is the password.',
  ),
  noText: text(
    '표준 입력의 첫 줄이 UTF-8 글자가 아닙니다.',
    '標準入力の 1 行目が UTF-8 の文字ではありません。',
    'The first line of standard input is not text in UTF-8.',
  ),
  tooLong: text(
    '표준 입력의 첫 줄이 너무 깁니다.',
    '標準入力の 1 行目が長すぎます。',
    'The first line of standard input is too long.',
  ),
}

/** Passwords have 256 characters at most, of up to 4 bytes each as they may come in decomposed; and room for a BOM. */
const MAX_LINE_BYTES = 4_096

/** @throws CommandError when none came, the two typed ones differ, or Ctrl-C was pressed */
export async function askPassword(invocation: Invocation, name: string): Promise<Secret> {
  if (process.stdin.isTTY !== true) return new Secret(await firstLine(invocation))
  const typed = await askHidden(invocation, say(invocation, TEXTS.password, { name }))
  const again = await askHidden(invocation, say(invocation, TEXTS.again))
  if (typed !== again) throw new CommandError(say(invocation, TEXTS.differ))
  return new Secret(typed)
}

/** The line editor of node:readline writes into nothing, so that no key appears; closing it restores the terminal. */
function askHidden(invocation: Invocation, prompt: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const editor = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 })
  process.stderr.write(prompt)
  return new Promise((resolve, reject) => {
    let typed: string | undefined
    editor.once('line', line => {
      typed = line
      editor.close()
    })
    // Ctrl-C and Ctrl-D end it without a line.
    editor.once('SIGINT', () => editor.close())
    editor.once('close', () => {
      process.stderr.write('\n')
      if (typed === undefined) reject(new CommandError(say(invocation, TEXTS.stopped)))
      else resolve(typed)
    })
  })
}

async function firstLine(invocation: Invocation): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of process.stdin) {
    const bytes = Buffer.from(piece)
    pieces.push(bytes)
    size += bytes.length
    if (bytes.includes(0x0a) || size > MAX_LINE_BYTES) break
  }
  const all = Buffer.concat(pieces)
  const bytes = all.subarray(0, all.includes(0x0a) ? all.indexOf(0x0a) : undefined)
  if (bytes.length > MAX_LINE_BYTES) throw new CommandError(say(invocation, TEXTS.tooLong))
  const line = decodeText(bytes)
  // What is no text could never be typed on the login page.
  if (line === undefined) throw new CommandError(say(invocation, TEXTS.noText))
  const password = line.replace(/\r$/, '')
  if (password === '') throw new CommandError(say(invocation, TEXTS.none))
  return password
}
