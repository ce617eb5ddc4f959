/** Lines of a program's output: bounded in length, told to our log at a bounded rate, without what looks like a secret. */
import type { Readable } from 'node:stream'
import { clip } from '../../kernel/text.ts'
import { type MonoMs, minutes, monoPlus } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'

/** Longer than any line a tunnel prints that says something (200 characters); the rest of one is dropped. */
const MAX_LINE_CHARACTERS = 500

/** cloudflared prints 30 lines when it starts; one that fails in a loop prints hundreds a minute, all night. */
const LINES_PER_PERIOD = 40
const LINES_AFTER_FLOOD = 4
const PERIOD_MS = minutes(1)

/** Calls `take` for each line, cut to {@link MAX_LINE_CHARACTERS}; a line that never ends costs that much memory. */
export function readLines(stream: Readable, take: (line: string) => void): void {
  let held = ''
  stream.setEncoding('utf8')
  stream.on('data', (piece: string) => {
    const [first = '', ...rest] = piece.split(/\r?\n/)
    held = clip(held + first, MAX_LINE_CHARACTERS)
    for (const next of rest) {
      if (held.trim() !== '') take(held)
      held = clip(next, MAX_LINE_CHARACTERS)
    }
  })
  stream.once('end', () => {
    if (held.trim() !== '') take(held)
  })
  // A pipe that breaks with its program has nothing more to say.
  stream.on('error', () => undefined)
}

/** Tokens of Cloudflare (base64 of JSON begins with `eyJ`), keys, and words that are followed by what they name. */
const SECRETS = [
  /eyJ[\w+/=.-]{16,}/g,
  /(?<=(?:token|secret|password|authkey|auth-key)["']?\s{0,3}[=:]\s{0,3}["']?)[^\s"',]{4,}/gi,
  /\b(?:tskey-[\w-]+|[A-Za-z0-9+/_-]{60,}={0,2})/g,
]

/** One line, fit for our log: no secrets, no control characters. */
export const tidyLine = (line: string): string =>
  SECRETS.reduce((text, pattern) => text.replace(pattern, '[redacted]'), line.replace(/\p{C}/gu, ' ')).trim()

export type LineLevel = 'debug' | 'info' | 'warn' | 'error'

/** The lines of one program in our log, so many a minute and fewer in a flood; those left out are counted. */
export function lineLog(log: Log, clock: Clock, program: string): (level: LineLevel, line: string) => void {
  let endsAt: MonoMs = clock.mono()
  let told = 0
  let budget = LINES_PER_PERIOD
  let last = ''
  return (level, line) => {
    const now = clock.mono()
    if (now >= endsAt) {
      if (told > budget) log.info('lines of the tunnel were left out', { program, lines: told - budget })
      budget = told > budget ? LINES_AFTER_FLOOD : LINES_PER_PERIOD
      endsAt = monoPlus(now, PERIOD_MS)
      told = 0
      last = ''
    }
    if (line === last) return
    last = line
    told++
    if (told <= budget) log[level]('the tunnel says', { program, line })
  }
}
