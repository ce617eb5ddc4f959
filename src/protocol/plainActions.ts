/** Actions without a property, for those who bind them by what they mean. */
import type { ActionName } from './interfaces.ts'

export const PLAIN_ACTIONS = {
  stop: 'Stop',
  charge: 'Charge',
  callElevator: 'CallElevator',
} as const satisfies Record<string, ActionName>
