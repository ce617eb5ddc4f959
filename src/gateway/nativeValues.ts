/** What of a native payload counts: the properties that the appliance is described to have. */
import type { SaidValues } from '../home/native.ts'
import { type Json, member } from '../kernel/json.ts'
import type { PropertyName } from '../protocol/properties.ts'
import type { Resident } from './house.ts'

/** What the appliance is described to have; anything else could be neither asked for nor set, and is not kept. */
export const described = ({ appliance }: Resident, values: SaidValues): SaidValues =>
  new Map([...values].filter(([property]) => appliance.properties.has(property)))

/** Properties without a value that the payload names, and says nothing readable of. */
export const unreadNative = (
  { appliance, known }: Resident,
  payload: Json | undefined,
  values: SaidValues,
): PropertyName[] =>
  known.size === appliance.properties.size
    ? []
    : [...appliance.properties.keys()].filter(name => !values.has(name) && member(payload, name) !== undefined)
