/** Schema of appliances, bridges, scenes and custom commands, and of the whole file. */
import { z } from 'zod'
import { ALLOWABLE } from '../home/appliance.ts'
import { seconds } from '../kernel/time.ts'
import { APPLIANCE_TYPES, type ApplianceTypeName } from '../protocol/applianceTypes.ts'
import { LOCATIONS, type LocationCode } from '../protocol/locations.ts'
import { actions, properties } from './bindingSchema.ts'
import { keys, oneOrMore } from './objects.ts'
import { anyScalar, anyText, duration, filledText, filter, flag, number, oneOf, pointerText } from './scalars.ts'
import { MAX_INTERVAL_MS, SETTINGS } from './settingsSchema.ts'

/** Longest list of words or topics of one appliance. */
const MAX_LISTED = 50
/** Steps of one scene or custom command; CLOVA waits for all of them within one deadline. */
const MAX_STEPS = 50

const words = (otherwise: string) => oneOrMore(anyText(), MAX_LISTED).prefault([otherwise])

const availability = keys({
  topic: filter().describe('Topic of birth and last will'),
  pointer: pointerText().optional().describe('JSON Pointer of the word; without it: plain text'),
  online: words('online').describe('Word (or words) for "there"'),
  offline: words('offline').describe('Word (or words) for "gone"'),
}).meta({ id: 'availability' })

const availabilities = oneOrMore(availability, MAX_LISTED).optional()

const TYPES = Object.keys(APPLIANCE_TYPES) as readonly ApplianceTypeName[]
const PLACES = Object.keys(LOCATIONS) as readonly LocationCode[]

const appliance = keys({
  type: oneOf(TYPES).describe('What CLOVA takes it for'),
  name: filledText(100).describe('What people call it'),
  location: oneOf(PLACES).optional().describe('Room'),
  native: flag().prefault(false).describe('Speaks our own topics (`<base>/<id>/…`)'),
  properties: properties.prefault({}).describe('What can be read or set'),
  actions: actions.prefault({}).describe('Commands that set no property, or that need a message of their own'),
  except: z.array(filledText()).max(MAX_LISTED).prefault([]).describe('Actions withheld from CLOVA'),
  confirm: z.array(filledText()).max(MAX_LISTED).prefault([]).describe('Actions that CLOVA asks back before (JP)'),
  allow: z
    .array(oneOf(ALLOWABLE))
    .max(MAX_LISTED)
    .prefault([])
    .describe('Dangerous actions that may be asked for by voice; CLOVA knows no PIN'),
  entrance: flag().prefault(false).describe('Its opening lets people in: `open` then needs `allow: [open]`'),
  cooks: flag().prefault(false).describe('It cooks: switching it on then needs `allow: [heat]`'),
  parent: filledText().optional().describe('Bridge or appliance that answers for it'),
  availability: availabilities.describe('How it says whether it is there; one entry or a list'),
  alive: z.array(filter()).max(MAX_LISTED).prefault([]).describe('Further topics whose messages are a sign of life'),
  interval: duration(seconds(1), MAX_INTERVAL_MS).optional().describe('How often it is heard when all is well'),
  misses: number({ min: 1, max: 100, whole: true }).optional().describe('Default: `presence.misses`'),
  silent: oneOf(['ok'] as const)
    .optional()
    .describe('`ok`: battery or event only, its silence says nothing'),
  policy: oneOf(['strict', 'sent'] as const)
    .optional()
    .describe('What an unconfirmed command is worth: an error, or "sent". Default: strict, with `isIr` sent'),
  isIr: flag().prefault(false).describe('Infrared: it cannot say what it did'),
  tags: z.array(filledText()).max(MAX_LISTED).prefault([]).describe('Words for groups'),
  description: anyText().prefault('').describe('Shown in the CLOVA app'),
  manufacturer: anyText().prefault('').describe('Shown in the CLOVA app'),
  model: anyText().prefault('').describe('Shown in the CLOVA app'),
  version: anyText().prefault('').describe('Shown in the CLOVA app'),
}).meta({ id: 'appliance' })

const bridge = keys({
  availability: availabilities.describe('How it says whether it is there'),
}).meta({ id: 'bridge' })

const step = keys({
  appliance: filledText().describe('Its id'),
  action: filledText().describe('What it does'),
  value: anyScalar().optional().describe('For actions that set something'),
}).meta({ id: 'sceneStep' })

const scene = keys({
  name: filledText(100).describe('What people call it'),
  confirm: flag().prefault(false).describe('CLOVA asks back first'),
  actions: z.array(step).min(1).max(MAX_STEPS).describe('What is done, in order'),
}).meta({ id: 'scene' })

const customStep = keys({
  appliance: filledText().describe('Its id'),
  action: filledText().describe('What it does'),
}).meta({ id: 'customStep' })

/** The whole file. Built once; parsing does not change it. */
export const FILE = keys({
  ...SETTINGS,
  bridges: z.record(z.string(), bridge).prefault({}).describe('What answers for appliances without being one, by id'),
  appliances: z.record(z.string(), appliance).prefault({}).describe('Appliances by id'),
  scenes: z.record(z.string(), scene).prefault({}).describe('Scenes by id (JP)'),
  customCommands: z
    .record(z.string(), z.array(customStep).min(1).max(MAX_STEPS))
    .prefault({})
    .describe('Sentences that do several things (KR), by their words'),
})

export type FileEntry = z.output<typeof FILE>
export type ApplianceEntry = z.output<typeof appliance>
export type AvailabilityEntry = z.output<typeof availability>
