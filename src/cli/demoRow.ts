/** One line of the demonstration's table: what went over the wires, and whether it was right. */
import { isObject, type Json, type JsonObject, member, pointer } from '../kernel/json.ts'
import { text } from '../kernel/text.ts'
import { type Invocation, say } from './invocation.ts'
import { rowLines } from './table.ts'

type Speaker = Pick<Invocation, 'language'>

const TEXTS = {
  empty: text('(비어 있음)', '（空）', '(empty)'),
  noAnswer: text('답이 없음', '答えがない', 'no answer'),
  expected: text('{name} 이어야 합니다', '{name} のはずです', 'expected {name}'),
  expectedValue: text(
    '{place} 이(가) {value} 이어야 합니다',
    '{place} は {value} のはずです',
    'expected {place} to be {value}',
  ),
}

export interface DemoMessage {
  readonly topic: string
  readonly payload: string
}

export interface DemoResult {
  readonly title: string
  readonly subtitle: string
  readonly sent: readonly DemoMessage[]
  readonly reported: readonly DemoMessage[]
  readonly answer: Json | undefined
  readonly durationMs: number
  /** Everything that is not as it should be. */
  readonly faults: readonly string[]
}

/** Beyond this a cell ends with an ellipsis; the whole message is in the broker's own tools. */
const MAX_CELL_LINES = 4

/** Columns beside the three wide ones: mark and directive, milliseconds, and four separators of three. */
const TITLE_WIDTH = 30
const MS_WIDTH = 5
const SEPARATORS = 12
const MIN_WIDTH = 120

export function columnWidths(terminal: number | undefined): readonly number[] {
  const rest = Math.max(MIN_WIDTH, Math.min(terminal ?? 150, 200)) - TITLE_WIDTH - MS_WIDTH - SEPARATORS
  const sent = Math.floor(rest * 0.34)
  const reported = Math.floor(rest * 0.34)
  return [TITLE_WIDTH, sent, reported, rest - sent - reported, MS_WIDTH]
}

export function resultLines(result: DemoResult, widths: readonly number[], speaker: Speaker): readonly string[] {
  const mark = result.faults.length === 0 ? '✓' : '✗'
  const cells = [
    `${mark} ${result.title}\n  ${result.subtitle}`,
    messagesText(result.sent, speaker),
    messagesText(withoutEcho(result.reported), speaker),
    answerText(result.answer, speaker),
    String(result.durationMs).padStart(MS_WIDTH),
  ]
  return [...rowLines(cells, widths, MAX_CELL_LINES), ...result.faults.map(fault => `  ✗ ${fault}`)]
}

export const ruleLine = (widths: readonly number[]): string => widths.map(width => '─'.repeat(width)).join('─┼─')

export const headerLine = (titles: readonly string[], widths: readonly number[]): string =>
  rowLines(titles, widths, 1).join('\n')

/** A result says what the state beside it repeats. */
function withoutEcho(messages: readonly DemoMessage[]): readonly DemoMessage[] {
  const results = messages.filter(({ topic }) => topic.endsWith('/result'))
  return results.length > 0 ? results : messages
}

/** The same message twice stands once, with its count. */
function messagesText(messages: readonly DemoMessage[], speaker: Speaker): string {
  const counted = new Map<string, number>()
  for (const { topic, payload } of messages) {
    const line = `${topic}\n${payload === '' ? say(speaker, TEXTS.empty) : shortPayload(payload)}`
    counted.set(line, (counted.get(line) ?? 0) + 1)
  }
  if (counted.size === 0) return '-'
  return [...counted].map(([line, count]) => (count === 1 ? line : line.replace('\n', ` ×${count}\n`))).join('\n')
}

/** Correlation ids and times are different each time and say nothing to the reader. */
const NOISE = ['id', 'at', 'expires']

function shortPayload(payload: string): string {
  try {
    const json = JSON.parse(payload) as Json
    if (!isObject(json)) return payload
    const rest = Object.entries(json).filter(([key]) => !NOISE.includes(key))
    return JSON.stringify(Object.fromEntries(rest) as JsonObject)
  } catch {
    return payload
  }
}

function answerText(answer: Json | undefined, speaker: Speaker): string {
  const name = String(member(member(answer, 'header'), 'name') ?? say(speaker, TEXTS.noAnswer))
  const payload = member(answer, 'payload') ?? null
  for (const list of ['discoveredAppliances', 'discoveredScenes']) {
    const found = member(payload, list)
    if (Array.isArray(found)) return `${name}\n${list}: ${found.length}`
  }
  return JSON.stringify(payload) === '{}' ? name : `${name}\n${JSON.stringify(payload)}`
}

/** Why an answer is not the expected one: another name, or another value where one is asked for. */
export function unexpected(
  answer: Json | undefined,
  { name, tells }: { readonly name: string; readonly tells: string | undefined },
  speaker: Speaker,
): readonly string[] {
  const said = member(member(answer, 'header'), 'name')
  if (said !== name) return [say(speaker, TEXTS.expected, { name })]
  if (tells === undefined) return []
  const at = tells.indexOf('=')
  const [place, value] = [tells.slice(0, at), tells.slice(at + 1)]
  const isTold = JSON.stringify(pointer(member(answer, 'payload'), place)) === value
  return isTold ? [] : [say(speaker, TEXTS.expectedValue, { place, value })]
}
