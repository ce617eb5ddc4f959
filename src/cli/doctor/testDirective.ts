/** A directive of the doctor's own, a discovery with a token that ends with it: what it is, and what came back. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createSigner } from '../../adapters/cek/sign.ts'
import { callLocal, refusalIn } from '../../adapters/http/localClient.ts'
import { openDatabase } from '../../adapters/sqlite/open.ts'
import { openTokenStore } from '../../adapters/sqlite/tokenStore.ts'
import { DATABASE_FILE } from '../../compose/databaseFile.ts'
import type { Config } from '../../config/config.ts'
import { type Json, member, pointer } from '../../kernel/json.ts'
import { Secret } from '../../kernel/secret.ts'
import { minutes, wallPlus, zoneOffset } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import { ALL_INTERFACES } from '../../protocol/catalog.ts'
import { conformanceFaults, isErrorAnswer } from '../../protocol/conform.ts'
import { writeRequest } from '../../protocol/writeRequest.ts'
import { CommandError } from '../invocation.ts'
import { SILENT_LOG } from '../quietLogs.ts'
import type { Patient } from './patient.ts'

/** What came back, wherever it was sent. */
export interface CameBack {
  readonly status: number
  /** Undefined when it was empty or no JSON. */
  readonly body: Json | undefined
}

export interface Tried {
  readonly status: number
  /** What is wrong with the answer; empty for a good one. */
  readonly faults: readonly string[]
  /** Appliances in it. */
  readonly count: number
  readonly durationMs: number
}

/** Carries the directive there and its answer back. */
export type Carry = (body: Buffer) => Promise<CameBack>

/** Sends it, with a token of its own that is revoked whatever comes. */
export async function tryDirective(config: Config, clock: Clock, carry: Carry): Promise<Tried> {
  const asked = ALL_INTERFACES.find(one => one.family === 'discover')
  if (asked === undefined) throw new CommandError('the table has no discovery')
  const database = openDatabase({ file: join(config.dataFolder, DATABASE_FILE), log: SILENT_LOG, role: 'tool' })
  try {
    const tokens = openTokenStore(database)
    const accessToken = randomBytes(32).toString('base64url')
    const issuedAt = clock.wall()
    const hash = createHash('sha256').update(accessToken).digest('hex')
    const { id } = tokens.add(hash, { label: 'doctor', issuedAt, expiresAt: wallPlus(issuedAt, minutes(5)) })
    try {
      const { edition } = config
      const messageId = randomUUID()
      const zone = zoneOffset(config.timezone)
      const parts = { messageId, accessToken, applianceId: undefined, operands: {}, zone }
      const sentAt = clock.mono()
      const { status, body } = await carry(Buffer.from(JSON.stringify(writeRequest(asked, edition, parts))))
      const durationMs = Math.round(clock.mono() - sentAt)
      const faults = isErrorAnswer(body)
        ? [JSON.stringify(body)]
        : conformanceFaults(body, { asked, edition, messageId })
      return { status, faults, count: countOf(body), durationMs }
    } finally {
      tokens.revoke(id, clock.wall())
    }
  } finally {
    database.close()
  }
}

const countOf = (body: Json | undefined): number => {
  const found = pointer(body ?? null, '/payload/discoveredAppliances')
  return Array.isArray(found) ? found.length : 0
}

/**
 * The signature of a body: by the private key that was given, else a ticket of the running gateway, which stands in for what
 * only CLOVA can make.
 * @throws KeyError, LocalCallError or CommandError
 */
export async function signatureOf(body: Buffer, { signingKey, config, language }: Patient): Promise<string> {
  if (signingKey !== undefined) return createSigner(new Secret(signingKey)).sign(body)
  const sha256 = createHash('sha256').update(body).digest('hex')
  const reply = await callLocal(config?.control.socket ?? '', 'POST', '/trials', { sha256 })
  const ticket = member(reply.body, 'ticket')
  if (typeof ticket === 'string') return ticket
  throw new CommandError(refusalIn(reply, language) ?? `HTTP ${reply.status}`)
}
