/** What the doctor knows before it looks: the configuration, and what the running gateway tells of itself. */
import { callLocal, LocalCallError } from '../../adapters/http/localClient.ts'
import type { Config, LoadResult } from '../../config/config.ts'
import { loadConfig } from '../../config/loadConfig.ts'
import { type Json, member, pointer } from '../../kernel/json.ts'
import type { Language } from '../../kernel/text.ts'
import { saidIn } from '../../kernel/told.ts'
import type { Clock } from '../../ports/clock.ts'
import type { CheckOverrides } from '../linkCheck.ts'

/** The running gateway's own words, or why there are none. */
export type GatewayWord =
  | {
      readonly runs: true
      readonly status: Json
      readonly appliances: readonly Json[]
      /** Documents of Home Assistant's discovery that were refused; empty where these are not taken in. */
      readonly refusedDocuments: readonly Json[]
    }
  | { readonly runs: false; readonly reason: string; readonly forbidden: boolean }

export interface Patient {
  readonly clock: Clock
  readonly language: Language
  /** Undefined where none is named and none lies in the usual places. */
  readonly configFile: string | undefined
  /** Where there may be one that this user cannot see. */
  readonly closedFolder?: string | undefined
  readonly loaded: LoadResult | undefined
  /** Undefined where it is missing or faulty. */
  readonly config: Config | undefined
  readonly gateway: GatewayWord
  /** Version of the Node that runs this. */
  readonly node: string
  /** Whose files these should be. */
  readonly uid: number
  /** PEM of the private development key, for a signed directive. */
  readonly signingKey: string | undefined
  /** PEM of a further authority for the way in from outside. */
  readonly authority: string | undefined
  /** Leaves out what needs the internet. */
  readonly isOffline: boolean
  readonly outside?: CheckOverrides
  /** Whether the webhook has answered at the public address, known once the way in was looked at. */
  readonly webhookAnswers: boolean
}

export interface PatientSources
  extends Pick<
    Patient,
    | 'clock'
    | 'language'
    | 'configFile'
    | 'closedFolder'
    | 'node'
    | 'uid'
    | 'signingKey'
    | 'authority'
    | 'isOffline'
    | 'outside'
  > {
  readonly environment: Readonly<Record<string, string | undefined>>
}

export async function admitPatient({ environment, ...given }: PatientSources): Promise<Patient> {
  const loaded = given.configFile === undefined ? undefined : loadConfig(given.configFile, environment)
  const config = loaded?.ok === true ? loaded.config : undefined
  return { ...given, loaded, config, gateway: await wordOf(config, given.language), webhookAnswers: false }
}

async function wordOf(config: Config | undefined, language: Language): Promise<GatewayWord> {
  const socket = config?.control.socket
  if (socket === undefined)
    return { runs: false, reason: config === undefined ? '-' : 'control.socket: none', forbidden: false }
  try {
    const ask = async (path: string): Promise<Json> => (await callLocal(socket, 'GET', path)).body ?? null
    return {
      runs: true,
      status: await ask('/status'),
      appliances: listOf(await ask('/appliances')),
      refusedDocuments: listOf(member(await ask('/announcements'), 'refused')),
    }
  } catch (error) {
    if (!(error instanceof LocalCallError)) throw error
    const forbidden = member(codeOf(error.cause), 'code') === 'EACCES'
    return { runs: false, reason: saidIn(error, language), forbidden }
  }
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])

const codeOf = (cause: unknown): Json =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? { code: cause.code } : null

/** A number of the running gateway's status; undefined when it does not run or does not say. */
export function statusNumber({ gateway }: Patient, path: string): number | undefined {
  const value = gateway.runs ? pointer(gateway.status, path) : undefined
  return typeof value === 'number' ? value : undefined
}

/** The same for texts. */
export function statusText({ gateway }: Patient, path: string): string | undefined {
  const value = gateway.runs ? pointer(gateway.status, path) : undefined
  return typeof value === 'string' ? value : undefined
}
