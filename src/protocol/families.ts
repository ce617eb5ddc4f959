/** What each family of interfaces implies: message names, operands and answer fields, derived from a row of the table. */
import type { Json } from '../kernel/json.ts'
import type { ApplianceTypeName } from './applianceTypes.ts'
import type { Edition } from './edition.ts'
import type { ErrorName } from './errors.ts'
import type { PropertyName } from './properties.ts'
import type { ShapeName } from './shapes.ts'

export type Family = 'get' | 'set' | 'increment' | 'decrement' | 'action' | 'switch' | 'discover' | 'health'

/** What a request may carry beside the token and the appliance. */
export type OperandKey =
  | PropertyName
  | 'delta'
  | 'endpoint'
  | 'direction'
  | 'count'
  | 'period'
  | 'releasedMode'
  | 'scene'

/** What a discovery lists. */
export type Discovered = 'appliances' | 'scenes'

/** One row of the table. */
export interface Row {
  readonly family: Family
  /** Absent: both editions. */
  readonly editions?: Edition
  readonly target?: 'scene'
  /** Of the family `discover` only. */
  readonly discovers?: Discovered
  /** What is read or changed. */
  readonly property?: PropertyName
  /** What the property becomes; actions only. */
  readonly value?: Json
  readonly must?: readonly OperandKey[]
  readonly may?: readonly OperandKey[]
  /** Answer fields where they are not just the property. */
  readonly tells?: readonly PropertyName[]
  readonly alsoTells?: PropertyName
  /** The answer also carries `previousState`; increments and decrements always do. */
  readonly tellsBefore?: true
  /** JP: the answer may carry state to be spoken, by appliance type. */
  readonly tellsByType?: Edition
  /** The answer names the phase the appliance was in just before. */
  readonly tellsPhase?: true
  /** The answer is not valid without its value. */
  readonly needsTold?: true
  readonly period?: Edition | 'both'
  readonly periodRequired?: true
  /** The error for a name the appliance does not have, where it is not ValueNotSupportedError. */
  readonly refusesValueAs?: ErrorName
}

export interface Operand {
  readonly key: OperandKey
  readonly wire: string
  /** Other names a guide example uses: accepted, never sent. */
  readonly alternatives: readonly string[]
  readonly shape: ShapeName
  readonly required: boolean
  readonly editions: readonly Edition[]
}

export interface AnswerField {
  readonly wire: string
  readonly property: PropertyName
  readonly required: boolean
  readonly of: 'now' | 'before'
  readonly inPreviousState: boolean
  readonly editions: readonly Edition[]
  /** Only for these appliance types. */
  readonly types?: readonly ApplianceTypeName[]
}

/** A row with everything its family implies. */
export interface Interface {
  readonly action: string
  readonly family: Family
  readonly request: string
  readonly response: string
  readonly editions: readonly Edition[]
  readonly target: 'appliance' | 'scene' | 'account'
  /** What a discovery lists; undefined for every other family. */
  readonly discovers: Discovered | undefined
  readonly property: PropertyName | undefined
  readonly value: Json | undefined
  readonly operands: readonly Operand[]
  readonly answers: readonly AnswerField[]
  /** The answer carries `applianceResponseTimestamp` (get answers only). */
  readonly stamped: boolean
  readonly refusesValueAs: ErrorName
}

const BOTH: readonly Edition[] = ['KR', 'JP']

/** Wire names of answers that differ from the property's. */
const ANSWER_WIRE: Partial<Record<PropertyName, string>> = {
  volume: 'targetVolume',
  inputSource: 'sourceName',
  cleaningCycle: 'remainingTime',
  estimateConsumption: 'consumption',
  freezerTargetTemperature: 'targetTemperature',
  fridgeTargetTemperature: 'targetTemperature',
}

type OperandFacts = Pick<Operand, 'wire' | 'shape'> & Partial<Operand>

/** Operands that are not simply the property's own object. */
const OPERANDS: Partial<Record<OperandKey, OperandFacts>> = {
  channelName: { wire: 'channelName', shape: 'text', alternatives: ['channel'] },
  inputSource: { wire: 'sourceName', shape: 'text' },
  freezerTargetTemperature: { wire: 'targetTemperature', shape: 'number' },
  fridgeTargetTemperature: { wire: 'targetTemperature', shape: 'number' },
  color: { wire: 'color', shape: 'color' },
  lockState: { wire: 'lockState', shape: 'word' },
  mode: { wire: 'mode', shape: 'text' },
  endpoint: { wire: 'endpoint', shape: 'text', editions: ['KR'] },
  direction: { wire: 'direction', shape: 'text', editions: ['KR'] },
  count: { wire: 'count', shape: 'looseNumber', editions: ['JP'] },
  releasedMode: { wire: 'mode', shape: 'looseText' },
}

const DELTAS: Partial<Record<PropertyName, OperandFacts>> = {
  brightness: { wire: 'deltaBrightness', shape: 'number' },
  channel: { wire: 'deltaChannel', shape: 'number' },
  fanSpeed: { wire: 'deltaFanSpeed', shape: 'number' },
  // The JP examples of both intensity requests carry deltaTemperature.
  intensityLevel: { wire: 'deltaIntensity', shape: 'number', alternatives: ['deltaTemperature'] },
  targetTemperature: { wire: 'deltaTemperature', shape: 'number' },
  volume: { wire: 'deltaVolume', shape: 'number' },
}

/** JP TurnOnConfirmation: which state may be spoken, by type (its section's table). */
const SPOKEN_ON_TURN_ON: Partial<Record<PropertyName, readonly ApplianceTypeName[]>> = {
  mode: ['AIRCONDITIONER', 'WATERBOILER'],
  fanSpeed: ['AIRCONDITIONER', 'AIRPURIFIER', 'HUMIDIFIER'],
  targetTemperature: ['AIRCONDITIONER', 'HEATER', 'WATERBOILER'],
}

function operand(key: OperandKey, facts: OperandFacts | undefined, required: boolean): Operand {
  return {
    key,
    wire: facts?.wire ?? key,
    shape: facts?.shape ?? 'number',
    alternatives: facts?.alternatives ?? [],
    editions: facts?.editions ?? BOTH,
    required,
  }
}

function operandsOf(row: Row): readonly Operand[] {
  const list: Operand[] = []
  const { property } = row
  if (row.family === 'set' && property !== undefined) list.push(operand(property, OPERANDS[property], true))
  if (property !== undefined && (row.family === 'increment' || row.family === 'decrement')) {
    list.push(operand('delta', DELTAS[property], true))
  }
  if (row.target === 'scene') list.push(operand('scene', { wire: 'scene', shape: 'looseText' }, true))
  for (const key of row.must ?? []) list.push(operand(key, OPERANDS[key], true))
  for (const key of row.may ?? []) list.push(operand(key, OPERANDS[key], false))
  if (row.period !== undefined) {
    const editions = row.period === 'both' ? BOTH : [row.period]
    list.push(operand('period', { wire: 'period', shape: 'period', editions }, row.periodRequired === true))
  }
  return list
}

const answer = (property: PropertyName, rest: Partial<AnswerField> = {}): AnswerField => ({
  wire: ANSWER_WIRE[property] ?? property,
  property,
  required: false,
  of: 'now',
  inPreviousState: false,
  editions: BOTH,
  ...rest,
})

function toldNow(row: Row): readonly PropertyName[] {
  if (row.tells !== undefined) return row.tells
  const toldByItself = row.family === 'set' || row.family === 'increment' || row.family === 'decrement'
  return toldByItself && row.property !== undefined ? [row.property] : []
}

function answersOf(row: Row): readonly AnswerField[] {
  const list: AnswerField[] = toldNow(row).map(property => answer(property, { required: row.needsTold === true }))
  if (row.tellsBefore || row.family === 'increment' || row.family === 'decrement') {
    const before = { of: 'before', inPreviousState: true } as const
    list.push(...toldNow(row).map(property => answer(property, before)))
  }
  if (row.family === 'get' && row.property !== undefined) list.push(answer(row.property, { required: true }))
  if (row.alsoTells !== undefined) list.push(answer(row.alsoTells))
  if (row.tellsPhase) list.push(answer('phase', { of: 'before' }))
  if (row.tellsByType !== undefined) {
    for (const [property, types] of Object.entries(SPOKEN_ON_TURN_ON)) {
      list.push(answer(property as PropertyName, { editions: [row.tellsByType], types }))
    }
  }
  return list
}

const ANSWERED_BY_RESPONSE: ReadonlySet<Family> = new Set(['get', 'discover', 'health'])

/** Everything a row implies. */
export function expandRow(action: string, row: Row): Interface {
  return {
    action,
    family: row.family,
    request: `${action}Request`,
    response: `${action}${ANSWERED_BY_RESPONSE.has(row.family) ? 'Response' : 'Confirmation'}`,
    editions: row.editions === undefined ? BOTH : [row.editions],
    target: row.target ?? (row.family === 'discover' ? 'account' : 'appliance'),
    discovers: row.discovers,
    property: row.property,
    value: row.value,
    operands: operandsOf(row),
    answers: answersOf(row),
    stamped: row.family === 'get',
    refusesValueAs: row.refusesValueAs ?? 'ValueNotSupportedError',
  }
}
