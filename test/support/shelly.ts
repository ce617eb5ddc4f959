/** Shellys of the second generation as they behave on a broker: they tell what changes, and answer calls at their source. */
import { isObject, type Json, type JsonObject, member, parseJson } from '../../src/kernel/json.ts'

export interface ShellyOptions {
  readonly prefix: string
  readonly id: string
  /** Members of `Shelly.GetDeviceInfo` besides id, mac and generation. */
  readonly info?: JsonObject
  /** By component. */
  readonly config?: JsonObject
  /** By component; commands change it. */
  readonly status: JsonObject
  /** RPC over MQTT is switched off. */
  readonly deaf?: boolean
  /** Where its messages go. */
  readonly say: (topic: string, payload: string, retain: boolean) => void
}

export interface Shelly {
  /** Something is published; what is for this appliance is done and answered. */
  readonly hear: (topic: string, payload: string) => void
  /** Its birth message. */
  readonly begin: () => void
  /** Somebody presses a button: members of a component change. */
  readonly change: (component: string, members: JsonObject) => void
  readonly status: () => JsonObject
  /** Methods that were called, in order. */
  readonly calls: readonly string[]
}

/** Makes one; its MAC address is the end of its id. */
export function makeShelly({
  prefix,
  id,
  info = {},
  config = {},
  say,
  deaf = false,
  ...options
}: ShellyOptions): Shelly {
  let status = options.status
  const calls: string[] = []
  const notify = (component: string, members: JsonObject): void => {
    const params = { ts: 1_788_945_292.88, [component]: { id: Number(component.split(':')[1]), ...members } }
    say(
      `${prefix}/events/rpc`,
      JSON.stringify({ src: id, dst: `${prefix}/events`, method: 'NotifyStatus', params }),
      false,
    )
  }
  const change = (component: string, members: JsonObject): void => {
    const before = status[component]
    if (before === undefined || !isObject(before)) return
    const changed = Object.fromEntries(
      Object.entries(members).filter(([key, value]) => JSON.stringify(before[key]) !== JSON.stringify(value)),
    )
    status = { ...status, [component]: { ...before, ...changed } }
    // Nothing is told of what stays as it is.
    if (Object.keys(changed).length > 0) notify(component, changed)
  }
  const run = (method: string, params: Json | undefined): JsonObject | undefined => {
    const mac = id.slice(-12).toUpperCase()
    if (method === 'Shelly.GetDeviceInfo') return { name: null, id, mac, gen: 3, auth_en: false, ...info }
    if (method === 'Shelly.GetConfig')
      return { mqtt: { topic_prefix: prefix }, wifi: { sta: { pass: null } }, ...config }
    if (method === 'Shelly.GetStatus') return { sys: { uptime: 12 }, ...status }
    const [space = '', verb = ''] = method.split('.')
    const component = `${space.toLowerCase()}:${String(member(params, 'id'))}`
    const now = status[component]
    if (now === undefined || !isObject(now)) return undefined
    if (verb === 'GetStatus') return now
    change(component, wanted(verb, params))
    return { was_on: now['output'] ?? null }
  }
  return {
    hear(topic, payload) {
      if (deaf || topic !== `${prefix}/rpc`) return
      const parsed = parseJson(Buffer.from(payload), { maxBytes: 4_096, maxDepth: 8 })
      const call = parsed.ok ? parsed.value : undefined
      const [src, method] = [member(call, 'src'), member(call, 'method')]
      if (typeof src !== 'string' || typeof method !== 'string') return
      calls.push(method)
      const result = run(method, member(call, 'params'))
      const outcome = result === undefined ? { error: { code: 404, message: `No handler for ${method}` } } : { result }
      say(`${src}/rpc`, JSON.stringify({ id: member(call, 'id') ?? null, src: id, dst: src, ...outcome }), false)
    },
    begin: () => say(`${prefix}/online`, 'true', true),
    change,
    status: () => status,
    calls,
  }
}

/** What a call makes of the members of a status. */
function wanted(verb: string, params: Json | undefined): JsonObject {
  if (verb === 'Open' || verb === 'Close') {
    return verb === 'Open' ? { state: 'opening' } : { state: 'closing' }
  }
  if (verb === 'Stop') return { state: 'stopped' }
  const { id: _, on, ...members } = (isObject(params ?? null) ? params : {}) as JsonObject
  return { ...members, ...(on === undefined ? {} : { output: on }) }
}
