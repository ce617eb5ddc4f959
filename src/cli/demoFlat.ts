/** The simulated flat as a process of its own, and what it says. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { filled, text } from '../kernel/text.ts'
import type { Clock } from '../ports/clock.ts'
import { CommandError } from './invocation.ts'

export interface DemoFlat {
  /** Sends a command line and resolves when a line of the answer begins so. */
  readonly tell: (command: string, answer: string) => Promise<void>
  /** Passes a line on without waiting. */
  readonly pass: (line: string) => void
  /** Every line the process prints from now on. */
  readonly onLine: (hear: (line: string) => void) => void
  readonly close: () => Promise<void>
}

const TEXTS = {
  silent: text(
    '가상 아파트가 답하지 않았습니다: {answer}',
    '仮想の住まいが応答しませんでした: {answer}',
    'the simulated flat did not say: {answer}',
  ),
  ended: text('가상 아파트가 끝났습니다', '仮想の住まいが終了しました', 'the simulated flat ended'),
}

/** Starting node with 16 connections takes a second or two on a desktop, ten on the smallest Pi. */
const PATIENCE_MS = 30_000

/** Starts `simulate` with the runtime this process has; resolves when every appliance is connected. */
export async function openFlat(configFile: string, clock: Clock): Promise<DemoFlat> {
  const main = process.argv[1] ?? ''
  const child = spawn(process.execPath, [...process.execArgv, main, 'simulate', configFile, '--attached'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const hearers = new Set<(line: string) => void>()
  const losers = new Set<() => void>()
  createInterface({ input: child.stdout }).on('line', line => {
    for (const hear of hearers) hear(line)
  })
  const ended = new Promise<void>(resolve => {
    child.once('close', () => {
      for (const lose of losers) lose()
      resolve()
    })
  })
  const waitFor = (answer: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        cancel()
        hearers.delete(hear)
        losers.delete(lose)
        settle()
      }
      const cancel = clock.after(PATIENCE_MS, () =>
        end(() => reject(new CommandError(filled(TEXTS.silent, { answer })))),
      )
      const hear = (line: string): void => {
        if (line.startsWith(answer)) end(resolve)
      }
      hearers.add(hear)
      const lose = (): void => end(() => reject(new CommandError(TEXTS.ended)))
      losers.add(lose)
    })
  // A child that is gone takes no more commands; whoever waits for its answer is told.
  child.stdin.on('error', () => undefined)
  await waitFor('ready')
  return {
    async tell(command, answer) {
      const heard = waitFor(answer)
      child.stdin.write(`${command}\n`)
      await heard
    },
    pass: line => void child.stdin.write(`${line}\n`),
    onLine: hear => void hearers.add(hear),
    async close() {
      child.stdin.end()
      await ended
    },
  }
}
