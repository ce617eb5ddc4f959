/** Tasmota's own discovery to described entities: one device with its outputs and its sensors. */
import type { ActionBinding, PropertyBinding } from '../../home/appliance.ts'
import { type Json, member } from '../../kernel/json.ts'
import { filled, type Language, type Text } from '../../kernel/text.ts'
import type { Announced, ReadingTools } from '../convention.ts'
import { DOCUMENT_TEXTS } from '../documentTexts.ts'
import type { DescribedDevice, DescribedEntity, EntityKind } from '../entity.ts'
import { hardwareKeyOf } from '../hardware.ts'
import { note } from '../note.ts'
import { propertyMap } from '../property.ts'
import { MAX_DEPTH, MAX_PART_CHARACTERS } from './assembleTasmota.ts'
import { type LightAbilities, readConfig, type TasmotaConfig, type TasmotaInput, textAt } from './config.ts'
import { inputClassOf, inputOf } from './inputs.ts'
import { type Light, lightOf } from './light.ts'
import { fanOf, powerOf } from './outputs.ts'
import { type Measured, measuredOf } from './sensors.ts'
import { shutterOf } from './shutter.ts'
import { openStation, type Station } from './station.ts'
import { topicsOf } from './topics.ts'

/** An output as an entity, before it has a name. */
interface Output {
  /** Tells it from the others, whatever it is called. */
  readonly part: string
  readonly kind: EntityKind
  /** Which of the device's names is its own, counted from 1; undefined: it bears the device's. */
  readonly number: number | undefined
  readonly properties: readonly (PropertyBinding | undefined)[]
  readonly actions?: ReadonlyMap<string, ActionBinding>
}

/** Reads `{config, sensors}` of a device. Whatever it says, this ends soon and does not throw. */
export function readTasmota(key: string, document: Json, tools: ReadingTools): Announced {
  const said = member(document, 'config')
  const config = readConfig(said)
  if (said === undefined || config === undefined) return { kind: 'bad', reason: whyNone(document) }
  const topics = topicsOf(said)
  if ('why' in topics) return { kind: 'bad', reason: topics.why }
  const station = openStation(config, topics, tools)
  const outputs = outputsOf(station)
  const device = deviceOf(key, config)
  const measured = measuredOf(station, member(document, 'sensors'), outputs.length)
  const entities = [
    ...outputs.map(one => outputEntity(key, station, device, one, outputs.length > 1)),
    ...measured.map(one => sensorEntity(key, station, device, one, measured, outputs)),
    ...config.inputs.map(one => inputEntity(key, station, device, one, tools.language)),
  ]
  return {
    kind: 'entities',
    entities: entities.map((one, at) => (at === 0 ? { ...one, notes: [...one.notes, ...station.notes] } : one)),
  }
}

/** A config is passed on bare where it was past a bound of those that are put together. */
const whyNone = (document: Json): Text =>
  textAt(document, 't') === undefined
    ? DOCUMENT_TEXTS.noConfig
    : filled(DOCUMENT_TEXTS.longConfig, { characters: MAX_PART_CHARACTERS, levels: MAX_DEPTH })

const macOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1)

function deviceOf(key: string, { name, model, version }: TasmotaConfig): DescribedDevice {
  const mac = macOf(key)
  const address = hardwareKeyOf(mac)
  return {
    key: `tasmota:${mac}`,
    name,
    area: undefined,
    manufacturer: 'Tasmota',
    model,
    version,
    via: undefined,
    alsoKnownAs: address === undefined ? [] : [address],
  }
}

/** Outputs in the order of their numbers; two relays in a row are one shutter. */
function outputsOf(station: Station): readonly Output[] {
  const { relays, isFan, options } = station.config
  const found: Output[] = []
  const lights = relays.flatMap((kind, at) => (kind === 'light' ? [at] : []))
  let shutters = 0
  for (let at = 0; at < relays.length; at++) {
    const number = at + 1
    if (relays[at] === 'shutter' && relays[at + 1] === 'shutter') {
      shutters++
      const shutter = shutterOf(station, shutters)
      if (shutter !== undefined) found.push({ part: `shutter${shutters}`, kind: 'cover', number, ...shutter })
      at++
    } else if (relays[at] === 'relay') {
      // The first relay of a ceiling fan is its lamp, whatever it is called there.
      const kind = options.relaysAreLights || (isFan && at === 0) ? 'light' : 'switch'
      found.push({ part: `power${number}`, kind, number, properties: [powerOf(station, number)] })
    } else if (relays[at] === 'light') {
      const light = lightOf(station, lightAt(station.config, number, lights.indexOf(at)))
      found.push({ part: `power${number}`, kind: 'light', number, properties: light })
    }
  }
  if (isFan) found.push({ part: 'fan', kind: 'fan', number: undefined, properties: fanOf(station) })
  return found
}

const PLAIN: LightAbilities = { dims: false, temperature: false, colour: false, white: false }
const DIMMER: LightAbilities = { ...PLAIN, dims: true }

/** What the n-th light of a device is: the whole of it, a channel (SetOption68), or its coloured or white half. */
function lightAt(config: TasmotaConfig, output: number, nth: number): Light {
  const { light, isFan, isTuya, isSplit, options } = config
  // The light of a ceiling fan is a relay.
  if (isFan) return { output, abilities: PLAIN, dimmer: 'Dimmer', dimmerStates: [] }
  if (options.lightPerChannel) {
    const channel = `Channel${output}`
    return { output, abilities: DIMMER, dimmer: channel, dimmerStates: [channel] }
  }
  if (isSplit && light.white) {
    const dimmer = `Dimmer${nth + 1}`
    const abilities = nth === 0 ? { ...DIMMER, colour: true } : { ...DIMMER, temperature: light.temperature }
    // Before 9 its brightness was told by the number of the output.
    return { output, abilities, dimmer, dimmerStates: [dimmer, `Dimmer${output}`] }
  }
  return { output, abilities: light, dimmer: isTuya ? 'Dimmer3' : 'Dimmer', dimmerStates: ['Dimmer'] }
}

function entityOf(key: string, part: string, device: DescribedDevice, station: Station) {
  return {
    key: `${key}#${part}`,
    identity: ['tasmota', macOf(key), part].join('\n'),
    deviceClass: undefined,
    category: undefined,
    enabled: true,
    hints: '',
    device,
    actions: new Map<string, ActionBinding>(),
    availability: station.availability,
    availabilityMode: 'latest' as const,
    notes: [],
  }
}

/** The friendly name is what a thing is called when it is spoken to; it is no addition to the device's name. */
function outputEntity(
  key: string,
  station: Station,
  device: DescribedDevice,
  { part, kind, number, properties, actions }: Output,
  hasOthers: boolean,
): DescribedEntity {
  const own = number === undefined ? undefined : station.config.names[number - 1]
  const isDevices = !hasOthers && (own === undefined || own === device.name)
  return {
    ...entityOf(key, part, device, station),
    kind,
    name: number === undefined || isDevices ? undefined : (own ?? String(number)),
    ...(own === undefined ? {} : { isWholeName: true as const }),
    properties: propertyMap(properties),
    ...(actions === undefined ? {} : { actions }),
  }
}

function sensorEntity(
  key: string,
  station: Station,
  device: DescribedDevice,
  one: Measured,
  all: readonly Measured[],
  outputs: readonly Output[],
): DescribedEntity {
  const { sensor, quantity, channel, binding, deviceClass, isOwn } = one
  const part = [sensor, quantity, ...(channel === undefined ? [] : [channel + 1])].join(' ')
  const number = channel === undefined ? undefined : outputs[channel]?.number
  const owner = number === undefined ? undefined : (station.config.names[number - 1] ?? String(number))
  const rivals = all.filter(other => !other.isOwn && other.binding.name === binding.name)
  const isOneOfMany = channel === undefined && rivals.some(other => other.sensor !== sensor)
  return {
    ...entityOf(key, part, isOneOfMany && !isOwn ? probeOf(device, sensor) : device, station),
    kind: 'sensor',
    // A meter of several channels belongs to what it is called after.
    name: [...(owner === undefined ? [sensor] : [owner]), quantity].join(' '),
    deviceClass,
    category: isOwn ? 'diagnostic' : undefined,
    properties: propertyMap([binding]),
  }
}

/** A contact or a detector, or, so that it can be said, an input that is neither. */
function inputEntity(
  key: string,
  station: Station,
  device: DescribedDevice,
  input: TasmotaInput,
  language: Language,
): DescribedEntity {
  const { number, text } = input
  // The only thing of a device is what the device is called after.
  const { inputs, relays } = station.config
  const isOnly = text === undefined && inputs.length === 1 && relays.every(kind => kind === 'none')
  const deviceClass = inputClassOf(input, text ?? (isOnly ? (device.name ?? '') : ''))
  const base = entityOf(key, `switch${number}`, device, station)
  const name = isOnly ? undefined : (text ?? `Switch${number}`)
  if (deviceClass === undefined) {
    const why = note('not-read', `${key} ${text ?? `Switch${number}`}`, `SwitchMode ${input.mode}`)
    return { ...base, kind: 'other', name, properties: new Map(), notes: [why] }
  }
  return {
    ...base,
    kind: 'binary_sensor',
    name,
    ...(text === undefined ? {} : { isWholeName: true as const }),
    deviceClass,
    properties: propertyMap(inputOf(station, input, deviceClass, language)),
  }
}

/** Several thermometers on one device hang in several places: each is a thing of its own. */
const probeOf = (device: DescribedDevice, sensor: string): DescribedDevice => ({
  ...device,
  key: `${device.key} ${sensor}`,
  name: [device.name, sensor].filter(one => one !== undefined).join(' '),
  alsoKnownAs: [],
})
