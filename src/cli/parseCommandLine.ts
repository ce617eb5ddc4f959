/** Arguments to options and the rest, with a suggestion for what is misspelt. */
import { parseArgs } from 'node:util'
import { type Language, text } from '../kernel/text.ts'
import type { OptionSpec } from './commandSpec.ts'
import { nearHint, tooMany } from './firstWord.ts'
import { type OptionValue, say, UsageError } from './invocation.ts'

const TEXTS = {
  unknown: text('--{name} 옵션은 없습니다.', '--{name} というオプションはありません。', 'There is no option --{name}.'),
  noValue: text('--{name} 에 값이 필요합니다.', '--{name} には値が必要です。', 'The option --{name} needs a value.'),
  value: text('--{name} 에는 값이 없습니다.', '--{name} は値を取りません。', 'The option --{name} takes no value.'),
}

export interface ParsedLine {
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, OptionValue>>
}

/** Stands before a negative number, which would pass for options (`-18` for `-1 -8`). */
const NUMBER_MARK = '\u0000'

/** @throws UsageError */
export function parseCommandLine(
  args: readonly string[],
  specs: Readonly<Record<string, OptionSpec>>,
  maxPositionals: number,
  language: Language,
): ParsedLine {
  const speaker = { language }
  const { values, positionals, tokens } = parseArgs({
    args: args.map(argument => (/^-\d/.test(argument) ? NUMBER_MARK + argument : argument)),
    options: Object.fromEntries(
      Object.entries(specs).map(([name, { value, multiple }]) => [
        name,
        { type: value === undefined ? 'boolean' : 'string', multiple: multiple === true } as const,
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { name } = token
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined
    if (spec === undefined) {
      throw new UsageError(say(speaker, TEXTS.unknown, { name }) + nearHint(speaker, name, Object.keys(specs), '--'))
    }
    if (spec.value !== undefined && token.value === undefined)
      throw new UsageError(say(speaker, TEXTS.noValue, { name }))
    if (spec.value === undefined && token.value !== undefined) throw new UsageError(say(speaker, TEXTS.value, { name }))
  }
  const plain = positionals.map(one => (one.startsWith(NUMBER_MARK) ? one.slice(NUMBER_MARK.length) : one))
  if (plain.length > maxPositionals) throw tooMany(speaker, plain.slice(maxPositionals))
  return { positionals: plain, options: values as Readonly<Record<string, OptionValue>> }
}
