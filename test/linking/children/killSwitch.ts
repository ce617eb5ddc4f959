/** Loaded before the gateway: names the steps of one request, and ends the process at the one that the request asks for. */
import { writeSync } from 'node:fs'
import { type IncomingMessage, Server, ServerResponse } from 'node:http'
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'

/** `0` names the steps and lives; `3` dies before the third. */
const HEADER = 'x-test-die-at'

const CHANGES = /^\s*(begin|commit|rollback|savepoint|release|insert|update|delete|replace)\b/i
const COMMIT = /^\s*commit\b/i

/** Shared with the thread that writes: where to die, how many steps there were, and their names one after another. */
const SHARED = 'killSwitch'
const NAMES_FROM = 12
const ROOM = 65_536
const shared = isMainThread ? new SharedArrayBuffer(ROOM) : (getEnvironmentData(SHARED) as unknown as SharedArrayBuffer)
if (isMainThread) setEnvironmentData(SHARED, shared as never)
const [DIE_AT, COUNT, LENGTH] = [0, 1, 2]
const numbers = new Int32Array(shared, 0, 3)
const names = new Uint8Array(shared, NAMES_FROM)

/** Below 0: nothing is counted. */
const arm = (dieAt: number): void => {
  for (const [at, value] of [dieAt, 0, 0].entries()) Atomics.store(numbers, at, value)
}
if (isMainThread) arm(-1)
const isArmed = (): boolean => Atomics.load(numbers, DIE_AT) >= 0

function step(what: string): void {
  if (!isArmed()) return
  const line = Buffer.from(`${what}\n`)
  names.set(line, Atomics.add(numbers, LENGTH, line.length))
  if (Atomics.add(numbers, COUNT, 1) + 1 !== Atomics.load(numbers, DIE_AT)) return
  // A file descriptor takes it at once; the stream would still hold it when the process is gone.
  writeSync(1, `${JSON.stringify({ diedAt: what })}\n`)
  process.kill(process.pid, 'SIGKILL')
}

const stepsSoFar = (): readonly string[] =>
  Buffer.from(names.slice(0, Atomics.load(numbers, LENGTH)))
    .toString()
    .split('\n')
    .slice(0, -1)

const emit = Server.prototype.emit as (this: Server, event: string, ...rest: unknown[]) => boolean
Server.prototype.emit = function (this: Server, event: string, ...rest: unknown[]): boolean {
  const asked = event === 'request' ? (rest[0] as IncomingMessage).headers[HEADER] : undefined
  if (typeof asked === 'string') {
    arm(Number(asked))
    step('the request has arrived')
  }
  return emit.call(this, event, ...rest)
}

type Execute = (this: Sqlite.Statement, ...rest: unknown[]) => unknown

const memory = new Sqlite(':memory:')
const statement = Object.getPrototypeOf(memory.prepare('SELECT 1')) as Record<'run' | 'get' | 'all', Execute>
memory.close()
// On the event loop a transaction is only tried: what counts is what the thread does.
for (const name of isMainThread ? [] : (['run', 'get', 'all'] as const)) {
  const execute = statement[name]
  statement[name] = function (this: Sqlite.Statement, ...rest: unknown[]): unknown {
    const { source } = this
    if (CHANGES.test(source)) step(`before ${source.trim().split(/\s+/, 3).join(' ')}`)
    const result = execute.call(this, ...rest)
    if (COMMIT.test(source)) step('after COMMIT')
    return result
  }
}

const end = ServerResponse.prototype.end as (this: ServerResponse, ...rest: unknown[]) => ServerResponse
ServerResponse.prototype.end = function (this: ServerResponse, ...rest: unknown[]): ServerResponse {
  if (isArmed() && this.req.headers[HEADER] !== undefined) {
    step('before the answer')
    this.once('finish', () => {
      step('after the answer')
      writeSync(1, `${JSON.stringify({ steps: stepsSoFar() })}\n`)
      arm(-1)
    })
  }
  return end.call(this, ...rest)
} as typeof ServerResponse.prototype.end
