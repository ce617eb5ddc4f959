/** Schema of a file with decisions about announced appliances. */
import { z } from 'zod'
import { ALLOWABLE } from '../home/appliance.ts'
import { MAX_LIST, MAX_NAME_CHARACTERS, NO_PLACE } from '../home/override.ts'
import { APPLIANCE_TYPES, type ApplianceTypeName } from '../protocol/applianceTypes.ts'
import { type ActionName, INTERFACES } from '../protocol/interfaces.ts'
import { LOCATIONS, type LocationCode } from '../protocol/locations.ts'
import { keys } from './objects.ts'
import { filledText, flag, number, oneOf } from './scalars.ts'

const TYPES = Object.keys(APPLIANCE_TYPES) as readonly ApplianceTypeName[]
const PLACES = [...(Object.keys(LOCATIONS) as readonly LocationCode[]), NO_PLACE] as const
const ACTIONS = Object.keys(INTERFACES) as readonly ActionName[]

const bounds = keys({
  min: number().optional(),
  max: number().optional(),
  step: number().optional(),
})

const override = keys({
  name: filledText(MAX_NAME_CHARACTERS).optional(),
  location: oneOf(PLACES).optional(),
  type: oneOf(TYPES).optional(),
  hidden: flag().optional(),
  approved: flag().optional(),
  except: z.array(oneOf(ACTIONS)).max(MAX_LIST).optional(),
  allow: z.array(oneOf(ALLOWABLE)).max(MAX_LIST).optional(),
  limits: z.record(z.string(), bounds).optional(),
})

/** The whole file. */
export const OVERRIDES_FILE = keys({ overrides: z.record(z.string(), override) })

export type OverrideEntry = z.output<typeof override>
