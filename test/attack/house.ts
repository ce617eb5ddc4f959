/** The house that is attacked: three lamps with a login each, and a stranger for each attack, so that none inherits what another has used up. */
import { ATTACK_KINDS } from './kinds.ts'

export const PASSWORD = 'password-of-everybody'
export const LAMPS = ['lamp-0', 'lamp-1', 'lamp-2'] as const

const lamp = (id: string): string =>
  `  ${id}: { type: LIGHT, name: ${id}, native: true, properties: { power: {}, brightness: {} } }`

export const HOUSE = `
language: en
mqtt:
  accounts:
${LAMPS.map(id => `    ${id}: { password: ${PASSWORD}, appliance: ${id} }`).join('\n')}
${ATTACK_KINDS.map(({ name }) => `    ${name}: { password: ${PASSWORD}, publish: ['mallory/#'], subscribe: ['mallory/#'] }`).join('\n')}
appliances:
${LAMPS.map(lamp).join('\n')}
`
