/** Escapes within a quoted text of a template, as Python reads them. */

const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U(00[01][0-9a-fA-F]{5})|(.))/gs

const NAMED: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['a', '\x07'],
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
])

/** An escape that Python does not know stays as it was written. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(ESCAPE, (written: string, octal?: string, ...rest: (string | undefined)[]) => {
    const [byte, short, long, name = ''] = rest
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
    const code = Number.parseInt(byte ?? short ?? long ?? '', 16)
    if (!Number.isNaN(code)) return code <= 0x10ffff ? String.fromCodePoint(code) : written
    return NAMED.get(name) ?? written
  })
}
