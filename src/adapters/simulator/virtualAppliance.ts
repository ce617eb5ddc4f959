/** One appliance that exists only in this process: it obeys, answers and reports as real firmware does, or fails on demand. */
import type { Appliance, AvailabilityBinding } from '../../home/appliance.ts'
import { payloadOf } from '../../home/codec.ts'
import { nativeTopic } from '../../home/native.ts'
import { isObject, type Json, type JsonObject, member } from '../../kernel/json.ts'
import { formatTimestamp, hours, parseTimestamp, seconds, wallPlus, type ZoneOffset } from '../../kernel/time.ts'
import type { Cancel, Clock } from '../../ports/clock.ts'
import { interfaceOf } from '../../protocol/catalog.ts'
import { isAction } from '../../protocol/interfaces.ts'
import { isProperty, type PropertyName, type Values } from '../../protocol/properties.ts'
import { boundTopics, readBound, stateMessages } from './boundPayloads.ts'
import { type Fault, NO_FAULT } from './faults.ts'
import { otherThan, sampleValues } from './sampleValues.ts'

export interface VirtualMessage {
  readonly topic: string
  readonly payload: string
  readonly retain: boolean
}

export interface VirtualOptions {
  readonly appliance: Appliance
  /** Base of the native topics. */
  readonly base: string
  readonly clock: Clock
  readonly zone: ZoneOffset
  readonly send: (message: VirtualMessage) => void
}

export interface VirtualAppliance {
  readonly appliance: Appliance
  /** Topics it listens to. */
  readonly topics: readonly string[]
  /** What the broker says when the connection ends without a good-bye. */
  readonly will: VirtualMessage | undefined
  /** The connection is there: birth, state, and a heartbeat from now on. */
  readonly connected: () => void
  readonly receive: (topic: string, payload: Uint8Array) => void
  readonly values: () => Values
  readonly fault: () => Fault
  readonly setFault: (fault: Fault) => void
  readonly stop: () => void
}

/** Cadence of an appliance that declares none. */
const DEFAULT_INTERVAL_MS = seconds(30)

/** Reports of a number on its way to the new value. */
const RAMP_STEPS = 4

/** What a message wants: values that change, or an answer to a question; the id is that of native messages. */
interface Demand {
  readonly id: string | undefined
  readonly change: Values | undefined
  readonly asked: readonly string[]
}

interface Life extends VirtualOptions {
  values: Partial<Record<PropertyName, Json>>
  fault: Fault
}

export function createVirtualAppliance(options: VirtualOptions): VirtualAppliance {
  const { appliance, base, clock, zone } = options
  const hoursAgo = (count: number): string => {
    const at = wallPlus(clock.wall(), -hours(count))
    return formatTimestamp(at, zone(at))
  }
  const life: Life = { ...options, values: sampleValues(appliance, hoursAgo), fault: NO_FAULT }
  let stopHeart: Cancel = () => undefined
  const intervalMs = appliance.cadence.intervalMs ?? DEFAULT_INTERVAL_MS
  const beat = (): void => {
    if (life.fault.name === 'silent') return
    if (!appliance.native) reportState(life)
    else sendNative(life, 'heartbeat', { interval: Math.round(intervalMs / 1000) })
  }
  const native = appliance.native
    ? [nativeTopic(base, appliance.id, 'set'), nativeTopic(base, appliance.id, 'get')]
    : []
  return {
    appliance,
    topics: [...native, ...boundTopics(appliance)],
    will: availabilityMessages(life, 'offline')[0],
    connected() {
      stopHeart()
      for (const message of availabilityMessages(life, 'online')) options.send(message)
      reportState(life)
      beat()
      stopHeart = clock.every(intervalMs, beat)
    },
    receive(topic, payload) {
      const demand = demandOf(life, topic, payload)
      if (demand !== undefined) meet(life, demand)
    },
    values: () => life.values,
    fault: () => life.fault,
    setFault: fault => {
      life.fault = fault
    },
    stop: () => stopHeart(),
  }
}

/** Birth and last will: on the native topic, and on the bound ones, which speak words of their own. */
function availabilityMessages({ appliance, base }: Life, word: 'online' | 'offline'): readonly VirtualMessage[] {
  const native = appliance.native
    ? [{ topic: nativeTopic(base, appliance.id, 'availability'), payload: word, retain: true }]
    : []
  return [...native, ...appliance.availability.flatMap(binding => availabilityMessage(binding, word))]
}

/** The message of one availability binding; none for a wildcard, which belongs to somebody else. */
export function availabilityMessage(
  binding: AvailabilityBinding,
  word: 'online' | 'offline',
): readonly VirtualMessage[] {
  const said = binding[word][0]
  if (said === undefined || /[+#]/.test(binding.topic)) return []
  const steps = binding.pointer === undefined ? [] : binding.pointer.split('/').slice(1)
  const payload =
    steps.length === 0 ? said : JSON.stringify(steps.reduceRight<Json>((inner, step) => ({ [step]: inner }), said))
  return [{ topic: binding.topic, payload, retain: true }]
}

function demandOf(life: Life, topic: string, bytes: Uint8Array): Demand | undefined {
  const { appliance, base } = life
  const payload = payloadOf(bytes)
  const json = payload.json()
  const id = member(json, 'id')
  const known = { id: typeof id === 'string' ? id : undefined }
  if (appliance.native && topic === nativeTopic(base, appliance.id, 'set')) {
    return hasExpired(life, json) ? undefined : { ...known, change: nativeChange(life, json), asked: [] }
  }
  if (appliance.native && topic === nativeTopic(base, appliance.id, 'get')) {
    const asked = member(json, 'properties')
    return { ...known, change: undefined, asked: Array.isArray(asked) ? asked.map(String) : [] }
  }
  const wanted = readBound(appliance, topic, payload)
  return wanted && { id: undefined, change: wanted.asks ? undefined : wanted.values, asked: [] }
}

function hasExpired({ clock, zone }: Life, json: Json | undefined): boolean {
  const expires = member(json, 'expires')
  const moment = typeof expires === 'string' ? parseTimestamp(expires, zone) : undefined
  return moment !== undefined && moment < clock.wall()
}

/** The properties a native command names; a released mode is replaced by another one. */
function nativeChange({ appliance, values }: Life, json: Json | undefined): Values {
  const change: Partial<Record<PropertyName, Json>> = {}
  const action = member(json, 'action')
  const asked = typeof action === 'string' && isAction(action) ? interfaceOf(action) : undefined
  for (const [name, value] of Object.entries(isObject(json) ? json : {})) {
    if (isProperty(name) && appliance.properties.has(name) && value !== undefined) change[name] = value
  }
  const mode = appliance.properties.get('mode')
  if (mode === undefined || !asked?.operands.some(operand => operand.key === 'releasedMode')) return change
  return { ...change, mode: mode.released ?? otherThan('mode', mode, change.mode ?? '', values.mode) }
}

/** Does what is wanted, in the way of the present fault. */
function meet(life: Life, demand: Demand): void {
  const { fault, clock, appliance } = life
  const delayMs = Number(fault.parameter)
  switch (fault.name) {
    case 'silent':
      return
    case 'slow':
      clock.after(delayMs, () => obey(life, demand))
      return
    case 'erring':
      if (!appliance.native) disobey(life, demand)
      else
        sendNative(life, 'result', {
          id: demand.id ?? null,
          error: { code: fault.parameter, message: 'simulated fault' },
        })
      return
    case 'lying':
      disobey(life, demand)
      return
    case 'duplicate':
      obey(life, demand)
      obey(life, demand)
      return
    case 'ramp':
      ramp(life, demand, delayMs)
      return
    default:
      obey(life, demand)
  }
}

function obey(life: Life, { id, change, asked }: Demand): void {
  life.values = { ...life.values, ...change }
  if (life.appliance.native && id !== undefined) {
    const names = change === undefined ? asked : Object.keys(change)
    const told = Object.fromEntries(names.map(name => [name, life.values[name as PropertyName] ?? null]))
    sendNative(life, 'result', { id, ok: true, ...told })
  }
  if (change !== undefined || !life.appliance.native) reportState(life, change && Object.keys(change))
}

/** Stays as it is, or goes elsewhere, and says so. */
function disobey(life: Life, { change }: Demand): void {
  for (const [name, value] of Object.entries(change ?? {}) as [PropertyName, Json][]) {
    const binding = life.appliance.properties.get(name)
    if (binding !== undefined) life.values[name] = otherThan(name, binding, value, life.values[name])
  }
  reportState(life, change && Object.keys(change))
}

/** Numbers move in equal steps; everything else, and the answer, comes with the last one. */
function ramp(life: Life, demand: Demand, durationMs: number): void {
  const start = life.values
  for (let step = 1; step < RAMP_STEPS; step++) {
    life.clock.after((durationMs * step) / RAMP_STEPS, () => {
      for (const [name, to] of Object.entries(demand.change ?? {}) as [PropertyName, Json][]) {
        const from = start[name]
        if (typeof from === 'number' && typeof to === 'number') {
          life.values = { ...life.values, [name]: Math.round(from + ((to - from) * step) / RAMP_STEPS) }
        }
      }
      reportState(life, Object.keys(demand.change ?? {}))
    })
  }
  life.clock.after(durationMs, () => obey(life, demand))
}

/** State goes out retained, so that a gateway that starts later knows it; bound topics only as far as they changed. */
function reportState(life: Life, changed?: readonly string[]): void {
  const { appliance, values, base, send } = life
  if (appliance.native) {
    const payload = JSON.stringify({ ...values, at: now(life) })
    send({ topic: nativeTopic(base, appliance.id, 'state'), payload, retain: true })
  }
  for (const message of stateMessages(appliance, values, changed)) send({ ...message, retain: true })
}

function sendNative(life: Life, kind: 'heartbeat' | 'result', content: JsonObject): void {
  const stamped = kind === 'result' ? { ...content, at: now(life) } : content
  life.send({ topic: nativeTopic(life.base, life.appliance.id, kind), payload: JSON.stringify(stamped), retain: false })
}

function now({ clock, zone }: Life): string {
  const at = clock.wall()
  return formatTimestamp(at, zone(at))
}
