/** Schema of bindings: how a property or an action is read from and written to topics. */
import { z } from 'zod'
import { days } from '../kernel/time.ts'
import { ALL_INTERFACES } from '../protocol/catalog.ts'
import { PROPERTIES } from '../protocol/properties.ts'
import { keys, oneOrMore } from './objects.ts'
import {
  anyScalar,
  anyText,
  duration,
  filledText,
  filter,
  flag,
  number,
  oneOf,
  pointerText,
  scale,
  topic,
} from './scalars.ts'

/** Places where one property is said: the reply, the periodic state and the result of Tasmota are three. */
const MAX_STATES = 10
/** Values of one property; the longest list of modes of one type has 8, of input sources about 20. */
const MAX_VALUES = 100

/** A fixed message: infrared codes are the longest, 300 pulses of 5 characters. */
const MAX_PAYLOAD_CHARACTERS = 8192

const map = z.record(z.string(), anyScalar())

const conversion = {
  map: map.optional().describe("Appliance's word: our value; where several mean the same, the first is sent"),
  scale: scale().optional().describe('value = raw × scale + offset; a number or a fraction such as `100/254`'),
  offset: number().optional().describe('See `scale`'),
}

const place = {
  pointer: pointerText()
    .optional()
    .describe('JSON Pointer of the value, such as `/ENERGY/Power`; without it: plain text'),
  format: filledText()
    .optional()
    .describe('Text around the value (`{value}`), or parts: `{hue},{saturation},{brightness}`'),
}

const state = keys({
  topic: filter().describe('Topic (or filter) where the value is said'),
  ...place,
  ...conversion,
  time: pointerText().optional().describe("JSON Pointer of the appliance's own time in the same payload"),
}).meta({ id: 'state' })

const command = keys({
  topic: topic().describe('Topic that takes the value'),
  ...place,
  ...conversion,
  step: number({ min: 0.000001 })
    .optional()
    .describe('Rounding of the number that is sent. Default: by `step` and `scale`'),
}).meta({ id: 'command' })

const question = keys({
  topic: topic().describe('Topic that makes the appliance say its state'),
  payload: anyText(MAX_PAYLOAD_CHARACTERS)
    .prefault('')
    .describe('Fixed text; `{id}`, `{start}`, `{end}` are filled in'),
}).meta({ id: 'question' })

const NAMES = Object.keys(PROPERTIES)

/** Ways of changing something: an action binding can do these, the rest are questions. */
export const DOABLE: readonly string[] = ALL_INTERFACES.filter(
  one => one.target === 'appliance' && one.family !== 'get' && one.family !== 'health',
).map(one => one.action)

const property = keys({
  state: oneOrMore(state, MAX_STATES).optional().describe('Where the value is said; one entry or a list'),
  command: command.optional().describe('How the value is set'),
  question: question.optional().describe('How the value is asked for'),
  ...conversion,
  readonly: flag().prefault(false).describe('Native: it is read but never set'),
  values: z.array(anyScalar()).min(1).max(MAX_VALUES).optional().describe('The only values there are, in order'),
  min: number().optional().describe('Smallest value'),
  max: number().optional().describe('Largest value'),
  step: number({ min: 0.000001 }).optional().describe('Step of the value'),
  fresh: duration(0, days(31)).prefault('60s').describe('How long a report answers without asking again'),
  released: anyScalar().optional().describe('`mode`: what it returns to when a mode is released'),
  anyPeriod: flag().prefault(false).describe('The value holds for whatever period is asked about'),
  unit: filledText(20).optional().describe('Unit of amounts: `W`, `KW`, `L`, or a currency'),
  label: filledText(40).optional().describe('Spoken name of an amount'),
}).meta({ id: 'property' })

const action = z.union([
  oneOf(['native'] as const),
  keys({
    topic: topic().describe('Topic that takes the command'),
    payload: anyText(MAX_PAYLOAD_CHARACTERS).describe('Text; `{targetTemperature}` and other operands are filled in'),
  }).meta({ id: 'action' }),
])

export const properties = z.record(z.string(), property).meta({ propertyNames: { enum: NAMES } })
export const actions = z.record(z.string(), action).meta({ propertyNames: { enum: DOABLE } })

export type PropertyEntry = z.output<typeof property>
export type StateEntry = z.output<typeof state>
export type CommandEntry = z.output<typeof command>
export type MapEntry = z.output<typeof map>
