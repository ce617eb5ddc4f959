/** Frames of Shelly's remote procedure calls: JSON-RPC with a source, at which the answer comes. */
import { isObject, type Json, type JsonObject, member } from '../../kernel/json.ts'

/** The text of a call. @param id repeated in the answer */
export const callText = (id: string | number, src: string, method: string, params?: JsonObject): string =>
  JSON.stringify({ id, src, method, ...(params === undefined ? {} : { params }) })

/** An answer to a call of ours. */
export interface Answer {
  readonly id: Json
  /** The id of the appliance that answers. */
  readonly src: string
  /** Undefined when the call failed. */
  readonly result: Json | undefined
}

/** Reads an answer; undefined for anything else. */
export function readAnswer(said: Json | undefined): Answer | undefined {
  if (!isObject(said)) return undefined
  const [id, src] = [member(said, 'id'), member(said, 'src')]
  if (id === undefined || typeof src !== 'string') return undefined
  if (member(said, 'result') === undefined && member(said, 'error') === undefined) return undefined
  return { id, src, result: member(said, 'result') }
}

/** What a notification tells of components, and who sends it. */
export interface Notification {
  readonly src: string
  readonly params: JsonObject
}

/** Reads a notification of states, whole or only what has changed; undefined for anything else, such as an event. */
export function readNotification(said: Json | undefined): Notification | undefined {
  const [method, src, params] = [member(said, 'method'), member(said, 'src'), member(said, 'params')]
  if (method !== 'NotifyStatus' && method !== 'NotifyFullStatus') return undefined
  return typeof src === 'string' && isObject(params) ? { src, params } : undefined
}
