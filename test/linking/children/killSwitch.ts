/** Loaded before the gateway: names the steps of one request, and ends the process at the one that the request asks for. */
import { writeSync } from 'node:fs'
import { type IncomingMessage, Server, ServerResponse } from 'node:http'
import Sqlite from 'better-sqlite3'

/** `0` names the steps and lives; `3` dies before the third. */
const HEADER = 'x-test-die-at'

const CHANGES = /^\s*(begin|commit|rollback|savepoint|release|insert|update|delete|replace)\b/i
const COMMIT = /^\s*commit\b/i

let dieAt: number | undefined
const steps: string[] = []

function step(what: string): void {
  if (dieAt === undefined) return
  steps.push(what)
  if (steps.length !== dieAt) return
  // A file descriptor takes it at once; the stream would still hold it when the process is gone.
  writeSync(1, `${JSON.stringify({ diedAt: what })}\n`)
  process.kill(process.pid, 'SIGKILL')
}

const emit = Server.prototype.emit as (this: Server, event: string, ...rest: unknown[]) => boolean
Server.prototype.emit = function (this: Server, event: string, ...rest: unknown[]): boolean {
  const asked = event === 'request' ? (rest[0] as IncomingMessage).headers[HEADER] : undefined
  if (typeof asked === 'string') {
    dieAt = Number(asked)
    steps.length = 0
    step('the request has arrived')
  }
  return emit.call(this, event, ...rest)
}

type Execute = (this: Sqlite.Statement, ...rest: unknown[]) => unknown

const memory = new Sqlite(':memory:')
const statement = Object.getPrototypeOf(memory.prepare('SELECT 1')) as Record<'run' | 'get' | 'all', Execute>
memory.close()
for (const name of ['run', 'get', 'all'] as const) {
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
  if (dieAt !== undefined && this.req.headers[HEADER] !== undefined) {
    step('before the answer')
    this.once('finish', () => {
      step('after the answer')
      writeSync(1, `${JSON.stringify({ steps })}\n`)
      dieAt = undefined
    })
  }
  return end.call(this, ...rest)
} as typeof ServerResponse.prototype.end
