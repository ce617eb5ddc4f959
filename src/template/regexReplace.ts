/** The filter `regex_replace(find, replace, ignorecase)`, as Python's `re.sub` does it. */
import type { Callable } from './callable.ts'
import { fail } from './failure.ts'
import { parseRegex } from './regexParse.ts'
import { compileRegex, type Slots } from './regexProgram.ts'
import { characters } from './strings.ts'
import { textValue } from './textMethods.ts'
import { truth } from './values.ts'
import { checkLength, room, spend } from './work.ts'

export const regexReplace: Callable['call'] = (work, value, [find = '', by = '', ignoreCase = false]) => {
  const pattern = textValue(find, 'find')
  spend(work, 1 + 4 * pattern.length)
  const search = compileRegex(parseRegex(pattern, truth(ignoreCase)))
  const replacement = parseReplacement(textValue(by, 'replace'))
  const text = characters(work, textValue(value, 'regex_replace'))
  let result = ''
  let done = 0
  let advances = false
  for (;;) {
    const found = search(work, text, done, advances)
    const [start = 0, end = 0] = found ?? []
    const copied = text.slice(done, found === undefined ? text.length : start).join('')
    const put = found === undefined ? '' : replacement(text, found)
    room(work, copied.length + put.length)
    result += copied + put
    checkLength(result.length)
    if (found === undefined) return result
    done = end
    advances = start === end
  }
}

/** `\1`, `\g<1>`, `\\`, `\n`; a group that took no part is empty. */
function parseReplacement(written: string): (text: readonly string[], found: Slots) => string {
  const parts = written.split(/(\\(?:\d|g<\d>|[\\nrt]))/)
  if (parts.some((part, at) => at % 2 === 0 && part.includes('\\'))) fail('a replacement that is not supported')
  return (text, found) =>
    parts
      .map((part, at) => {
        if (at % 2 === 0) return part
        const group = /\d/.exec(part)?.[0]
        if (group === undefined) return ESCAPES.get(part) ?? ''
        const [start, end] = found.slice(2 * Number(group), 2 * Number(group) + 2)
        if (start === undefined || end === undefined) return fail(`a replacement by the group ${group} there is not`)
        return start < 0 ? '' : text.slice(start, end).join('')
      })
      .join('')
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\\\', '\\'],
  ['\\n', '\n'],
  ['\\r', '\r'],
  ['\\t', '\t'],
])
