/** Puts what a Tasmota device announces on two topics together into one document of structure. */
import { isObject, type JsonObject, member, parseJson } from '../../kernel/json.ts'
import { createMissed } from '../common/missed.ts'
import type { Assembler, Heard } from '../convention.ts'
import { note } from '../note.ts'
import { structureOf } from './sensors.ts'

/** Tasmota says it there, whatever its own topics are. */
export const DISCOVERY = 'tasmota/discovery/'

const TOPIC = /^tasmota\/discovery\/([A-Za-z0-9_-]{1,32})\/(config|sensors)$/

/** As many as there may be appliances; each holds at most two parts of {@link MAX_PART_CHARACTERS}, and usually 1.5 kB. */
const MAX_DEVICES = 1_000

/** The largest config in the wild has 1.5 kB; a sample of 20 thermometers has 2 kB. */
const MAX_PART_BYTES = 16_384

/** Of what is read of a config, and of what is kept of a sample. */
export const MAX_PART_CHARACTERS = 4_096
export const MAX_DEPTH = 8

/** What of a config is read; the rest changes without meaning (`ip`), or means nothing here. */
const KEYS = 'dn fn hn mac md ty if ofln onln state sw t ft tp rl so lk lt_st dslp sho'.split(' ')

/** Of inputs, which are worth keeping only where they are apart from the relays (SetOption114). */
const INPUT_KEYS = ['swc', 'swn']

/** Both as JSON text, which is smaller than what it says. */
interface Parts {
  readonly config?: string
  readonly sensors?: string
}

const NOTHING: Heard = { documents: [] }
const EMPTY = new Uint8Array(0)

export function openTasmotaAssembler(): Assembler {
  const devices = new Map<string, Parts>()
  const missed = createMissed()
  return {
    hear(topic, payload) {
      const [, mac, part] = TOPIC.exec(topic) ?? []
      if (mac === undefined) return undefined
      const isFull = !devices.has(mac) && devices.size >= MAX_DEVICES
      if (!isFull || payload.length === 0) missed.pass(topic)
      else if (part === 'config') missed.miss(topic, note('bound-reached', topic, `${MAX_DEVICES} devices`))
      if (isFull) return missed.withMessage(NOTHING)
      const before = devices.get(mac) ?? {}
      const key = `${DISCOVERY}${mac}`
      const { parts, heard } = part === 'config' ? hearConfig(key, before, payload) : hearSensors(key, before, payload)
      if (parts.config === undefined && parts.sensors === undefined) devices.delete(mac)
      else devices.set(mac, parts)
      return missed.withMessage(heard)
    },
  }
}

interface Step {
  readonly parts: Parts
  readonly heard: Heard
}

function hearConfig(key: string, before: Parts, payload: Uint8Array): Step {
  const { config: _, ...rest } = before
  if (payload.length === 0) return { parts: rest, heard: { documents: [{ key, payload: EMPTY }] } }
  const config = configOf(payload)
  // What cannot be read is passed on as it is, so that its refusal is on record.
  if (config === undefined) return { parts: before, heard: { documents: [{ key, payload }] } }
  return { parts: { ...rest, config }, heard: documentOf(key, config, before.sensors) }
}

/** Sensors may come first: they are kept until it is known whose they are. */
function hearSensors(key: string, { config }: Parts, payload: Uint8Array): Step {
  const sensors = sensorsOf(payload)
  const parts = { ...(config === undefined ? {} : { config }), ...(sensors === undefined ? {} : { sensors }) }
  return { parts, heard: config === undefined ? NOTHING : documentOf(key, config, sensors) }
}

function configOf(payload: Uint8Array): string | undefined {
  const said = objectOf(payload)
  if (said === undefined) return undefined
  const keys = member(member(said, 'so'), '114') === 1 ? [...KEYS, ...INPUT_KEYS] : KEYS
  const kept = keys.flatMap(key => (Object.hasOwn(said, key) ? [[key, said[key]] as const] : []))
  return bounded(Object.fromEntries(kept))
}

function sensorsOf(payload: Uint8Array): string | undefined {
  const said = payload.length === 0 ? undefined : objectOf(payload)
  return said === undefined ? undefined : bounded(structureOf(member(said, 'sn')))
}

function bounded(part: JsonObject): string | undefined {
  const text = JSON.stringify(part)
  return text.length > MAX_PART_CHARACTERS ? undefined : text
}

function documentOf(key: string, config: string, sensors: string | undefined): Heard {
  const text = sensors === undefined ? `{"config":${config}}` : `{"config":${config},"sensors":${sensors}}`
  return { documents: [{ key, payload: new TextEncoder().encode(text) }] }
}

function objectOf(payload: Uint8Array): JsonObject | undefined {
  const parsed = parseJson(payload, { maxBytes: MAX_PART_BYTES, maxDepth: MAX_DEPTH })
  return parsed.ok && isObject(parsed.value) ? parsed.value : undefined
}
