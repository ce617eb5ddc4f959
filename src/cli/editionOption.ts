/** The option `--edition`. */
import { text } from '../kernel/text.ts'
import { EDITIONS, type Edition } from '../protocol/edition.ts'
import { type Invocation, say, textOption, UsageError } from './invocation.ts'

const BAD = text(
  '--edition {said}: KR 또는 JP 로 쓰세요.',
  '--edition {said}: KR か JP と書いてください。',
  '--edition {said}: write KR or JP.',
)

/** @throws UsageError */
export function editionOption(invocation: Invocation, otherwise: Edition): Edition {
  const said = textOption(invocation, 'edition') ?? otherwise
  const edition = EDITIONS.find(one => one === said)
  if (edition === undefined) throw new UsageError(say(invocation, BAD, { said }))
  return edition
}
