/** The table of what becomes of announced appliances: who they are, what is sent for a command, what is read from a state. */
import { createHash } from 'node:crypto'
import type { Listed } from '../../../src/gateway/announcing/roster.ts'
import type { Json, JsonObject } from '../../../src/kernel/json.ts'
import { interfaceOf } from '../../../src/protocol/catalog.ts'
import { isAction } from '../../../src/protocol/interfaces.ts'
import type { Rig } from '../../support/rig.ts'

/** Longer payloads are told by their hash: a line shall be read, and a payload of others is theirs. */
const MAX_PAYLOAD_CHARACTERS = 60

const short = (text: string): string =>
  text.length <= MAX_PAYLOAD_CHARACTERS
    ? text
    : `${text.length} characters, sha1 ${createHash('sha1').update(text).digest('hex').slice(0, 10)}`

interface Discovered {
  readonly applianceId: string
  readonly actions: readonly string[]
  readonly friendlyName: string
  readonly location: string
  readonly applianceTypes: readonly string[]
  readonly additionalApplianceDetails?: { readonly actionDetails?: readonly JsonObject[] }
}

/** Discovered appliances by id. */
async function discovered(rig: Rig): Promise<readonly Discovered[]> {
  const { payload } = await rig.ask({ action: 'DiscoverAppliances' })
  const list = payload['discoveredAppliances'] as unknown as readonly Discovered[]
  return [...list].sort((one, other) => (one.applianceId < other.applianceId ? -1 : 1))
}

/** Who there is, without what was said: the same in whatever order documents come. */
export async function whoTable(rig: Rig): Promise<readonly string[]> {
  return (await discovered(rig)).map(one => `${who(one)} | ${one.actions.join(' ')} | ${limits(one)}`)
}

const who = ({ applianceId, applianceTypes, friendlyName, location }: Discovered): string =>
  `${applianceTypes[0]} "${friendlyName}" ${location === '' ? '-' : location} ${applianceId}`

const limits = ({ additionalApplianceDetails }: Discovered): string =>
  (additionalApplianceDetails?.actionDetails ?? [])
    .map(one => `${String(one['action'])} ${limitText(one['allowableValue'] as JsonObject)}`)
    .join(', ')

const limitText = ({ minValue, maxValue, enumValues }: JsonObject): string =>
  enumValues === undefined ? `${String(minValue)}..${String(maxValue)}` : (enumValues as readonly Json[]).join('/')

/** The whole table of a gateway, as lines. */
export async function announcedTable(rig: Rig): Promise<readonly string[]> {
  const lines: string[] = []
  for (const one of await discovered(rig)) {
    lines.push(who(one), `  offers ${one.actions.join(' ')}`)
    if (limits(one) !== '') lines.push(`  limits ${limits(one)}`)
    const asked = rig.resident(one.applianceId).appliance
    const question = [...asked.properties.values()].find(binding => typeof binding.question === 'object')?.question
    if (typeof question === 'object') lines.push(`  asked by ${question.topic} ${question.payload}`)
    // Questions first: a command that nobody answers here is evidence against the appliance.
    const order = [...one.actions].sort((left, right) => Number(isGet(right)) - Number(isGet(left)))
    for (const action of order) lines.push(...(await actionLines(rig, one, action)))
  }
  return [...lines, ...leftOutLines(rig)]
}

const isGet = (action: string): boolean => isAction(action) && interfaceOf(action).family === 'get'

/** How often something was left out, by reason. */
function leftOutLines(rig: Rig): readonly string[] {
  const counts = new Map<string, number>()
  for (const note of [...(rig.gateway.announcements?.leftOut().values() ?? [])].flat()) {
    counts.set(note.code, (counts.get(note.code) ?? 0) + 1)
  }
  const needs = [...(rig.gateway.announcements?.listed().values() ?? [])].flatMap((one: Listed) =>
    one.notes.flatMap(note => (note.code === 'needs-allow' ? [`"${one.appliance.name}" ${note.detail}`] : [])),
  )
  return [
    `left out or joined: ${[...counts]
      .sort()
      .map(([code, count]) => `${code} ${count}`)
      .join(', ')}`,
    ...(needs.length === 0 ? [] : [`only after allow: ${needs.sort().join(', ')}`]),
  ]
}

async function actionLines(rig: Rig, one: Discovered, action: string): Promise<readonly string[]> {
  if (!isAction(action)) return []
  const { family, property } = interfaceOf(action)
  if (family === 'get') return [`  ${action} = ${await told(rig, one.applianceId, action)}`]
  if (family !== 'set' && family !== 'action') return []
  if (family === 'action') return [`  ${action} -> ${await sent(rig, one.applianceId, action, {})}`]
  const lines: string[] = []
  for (const operands of operandsOf(one, action, property ?? '')) {
    lines.push(`  ${action} ${valueText(operands)} -> ${await sent(rig, one.applianceId, action, operands)}`)
  }
  return lines
}

const valueText = (operands: JsonObject): string =>
  Object.values(operands)
    .map(value => (typeof value === 'object' ? Object.values(value as JsonObject).join('/') : String(value)))
    .join(' ')

/** Values to try: every one of a list, the smallest and one in the middle of a range. */
function operandsOf(one: Discovered, action: string, property: string): readonly JsonObject[] {
  const allowed = one.additionalApplianceDetails?.actionDetails?.find(detail => detail['action'] === action)
  const range = allowed?.['allowableValue'] as JsonObject | undefined
  if (property === 'color') return [{ color: { hue: 120, saturation: 80, brightness: 50 } }]
  if (property === 'lockState') return [{ lockState: 'LOCKED' }, { lockState: 'UNLOCKED' }]
  const list = range?.['enumValues'] as readonly Json[] | undefined
  if (list !== undefined) return list.map(value => ({ [property]: { value } }))
  const [min, max] = [Number(range?.['minValue'] ?? 0), Number(range?.['maxValue'] ?? 0)]
  return [min, Math.floor((min + max) / 2)].map(value => ({ [property]: { value } }))
}

/** What a directive publishes; nobody answers it here, so time passes until it is given up. */
async function sent(rig: Rig, applianceId: string, action: string, operands: JsonObject): Promise<string> {
  const before = rig.published.length
  const asking = rig.ask({ action, applianceId, operands })
  await rig.clock.advance(4_000)
  const answer = await asking
  const messages = rig.published
    .slice(before)
    .filter(({ topic }) => !topic.startsWith('clova2mqtt/') && !/\/get$|cmnd\/STATE$|\/command$/.test(topic))
  if (messages.length === 0) return answer.header.name
  return messages.map(({ topic, payload }) => `${topic} ${short(payload)}`).join(' & ')
}

async function told(rig: Rig, applianceId: string, action: string): Promise<string> {
  const asking = rig.ask({ action, applianceId })
  await rig.clock.advance(4_000)
  const { header, payload } = await asking
  if (!header.name.endsWith('Response')) return header.name
  const { applianceResponseTimestamp: _, ...values } = payload
  return JSON.stringify(values)
}
