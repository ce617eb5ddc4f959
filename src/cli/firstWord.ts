/** The first word behind a command: what it shall do, checked, with a suggestion for what is misspelt. */
import { nearest } from '../config/nearest.ts'
import { text } from '../kernel/text.ts'
import { type Invocation, say, UsageError } from './invocation.ts'

type Speaker = Pick<Invocation, 'language'>

const TEXTS = {
  unknown: text('{name} 명령은 없습니다.', '{name} というコマンドはありません。', 'There is no command {name}.'),
  meant: text(' {near} 입니까?', ' {near} ですか？', ' Did you mean {near}?'),
  tooMany: text('남는 인수: {rest}', '余分な引数: {rest}', 'Too many arguments: {rest}'),
}

/**
 * What the first word says to do; undefined without one.
 * @param words each with how many further words it takes at most
 * @throws UsageError for another word, or one too many
 */
export function firstWord<Word extends string>(
  asked: Invocation,
  command: string,
  words: Readonly<Record<Word, number>>,
): Word | undefined {
  const [first, ...rest] = asked.positionals
  if (first === undefined) return undefined
  if (!isOneOf(words, first)) throw noSuchCommand(asked, first, Object.keys(words), `${command} `)
  const most = words[first]
  if (rest.length > most) throw tooMany(asked, rest.slice(most))
  return first
}

const isOneOf = <Word extends string>(words: Readonly<Record<Word, number>>, word: string): word is Word =>
  Object.hasOwn(words, word)

/** @param before what stands before the name on the command line, with its space */
export const noSuchCommand = (
  speaker: Speaker,
  name: string,
  known: readonly string[],
  before: string = '',
): UsageError =>
  new UsageError(say(speaker, TEXTS.unknown, { name: before + name }) + nearHint(speaker, name, known, before))

export const tooMany = (speaker: Speaker, rest: readonly string[]): UsageError =>
  new UsageError(say(speaker, TEXTS.tooMany, { rest: rest.join(' ') }))

/** ` Did you mean …?`, or nothing where no known word is near. */
export function nearHint(speaker: Speaker, word: string, known: readonly string[], before: string = ''): string {
  const near = nearest(word, known)
  return near === undefined ? '' : say(speaker, TEXTS.meant, { near: before + near })
}
