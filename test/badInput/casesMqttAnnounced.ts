/** Announcements that are wrong in each of their members. */
import type { BadCase } from './badCase.ts'
import { PRIVATE } from './home.ts'

const row = (id: string, sent: string, answer: string, run: BadCase['run']): BadCase => ({
  id: `mqtt-announced-${id}`,
  surface: 'mqtt',
  sent: `announcement: ${sent}`,
  answer,
  anyBroker: true,
  run,
})

const document = (id: string, sent: string, answer: string, said: unknown) =>
  row(id, sent, answer, ({ mqtt }) => mqtt.announced('newcomer', said))

const GOOD = { name: 'Newcomer', type: 'LIGHT', properties: { power: {} } }

/** A good announcement with members replaced; undefined leaves one out. */
const changed = (id: string, sent: string, answer: string, change: Record<string, unknown>) =>
  document(id, sent, answer, { ...GOOD, ...change })

const properties = (id: string, sent: string, said: unknown) => changed(id, sent, 'refused', { properties: said })

const AS_IT_IS = 'announced LIGHT "Newcomer" with 1 properties, 0 actions'

export const MQTT_ANNOUNCED_CASES: readonly BadCase[] = [
  document('not-json', 'a word', 'refused', PRIVATE),
  document('array', 'a list', 'refused', [GOOD]),
  document('null', '`null`', 'refused', 'null'),
  document('not-utf8', 'bytes that are not UTF-8', 'refused', Buffer.from('7b226e616d65223a22ff227d', 'hex')),
  document('large', 'more than 16 KiB', 'refused', { ...GOOD, description: 'x'.repeat(16_384) }),
  document('deep', '13 levels', 'refused', `{"a":${'['.repeat(12)}${']'.repeat(12)}}`),
  changed('type-missing', 'no type', 'refused', { type: undefined }),
  changed('type-unknown', 'a type that is none', 'refused', { type: 'TOASTER_OVEN_DELUXE' }),
  changed('type-number', 'a number for a type', 'refused', { type: 7 }),
  changed('type-proto', '`__proto__` for a type', 'refused', { type: '__proto__' }),
  changed('type-large', 'a type of 16 kB', 'refused', { type: 'x'.repeat(16_000) }),
  changed('name-missing', 'no name', 'refused', { name: undefined }),
  changed('name-blank', 'a blank name', 'refused', { name: '   ' }),
  changed('name-number', 'a number for a name', 'refused', { name: 7 }),
  changed('name-long', 'a name of 5,000 characters', 'announced LIGHT "100 characters" with 1 properties, 0 actions', {
    name: 'x'.repeat(5000),
  }),
  changed('location', 'a location that is none', 'refused', { location: 'MOON' }),
  changed('location-number', 'a number for a location', 'refused', { location: 7 }),
  properties('properties-list', 'properties as a list', ['power']),
  properties('properties-unknown', 'a property that is none', { warp: {} }),
  properties('properties-proto', '`constructor` for a property', { constructor: {} }),
  properties('min-text', 'a bound that is no number', { brightness: { min: '0' } }),
  properties('min-outside', 'a bound beyond what everybody may', { brightness: { max: 5000 } }),
  properties('min-above-max', 'min above max', { brightness: { min: 60, max: 40 } }),
  properties('step-zero', 'a step of 0', { brightness: { step: 0 } }),
  properties('bound-of-word', 'a bound for a word', { power: { min: 1 } }),
  properties('values-empty', 'an empty list of values', { brightness: { values: [] } }),
  properties('values-many', '65 values', { brightness: { values: Array.from({ length: 65 }, (_, at) => at) } }),
  properties('values-wrong', 'values it cannot have', { power: { values: ['maybe'] } }),
  properties('values-object', 'an object among the values', { brightness: { values: [{}] } }),
  changed('actions-text', 'actions as a text', AS_IT_IS, { actions: 'Stop' }),
  changed('actions-unknown', 'actions that are none, or not of its type', AS_IT_IS, {
    actions: ['Frobnicate', 'Charge', 7, null],
  }),
  changed('interval', 'an interval of -1', AS_IT_IS, { interval: -1 }),
  changed(
    'allow',
    'a lock that allows itself to be unlocked',
    'announced SMARTLOCK "Newcomer" with 1 properties, 0 actions',
    {
      type: 'SMARTLOCK',
      properties: { lockState: {} },
      allow: ['unlock'],
    },
  ),
  row('configured', 'for an appliance of the configuration', 'not needed', ({ mqtt }) => mqtt.announced('lamp', GOOD)),
  row('gateway', 'under the id of the gateway', 'refused', ({ mqtt }) => mqtt.announced('bridge', GOOD)),
  row('id', 'under an id with a blank', 'not needed', ({ mqtt }) => mqtt.announced('two words', GOOD)),
  row('withdraw', 'withdrawn although there is none', 'not needed', ({ mqtt }) => mqtt.announced('stranger', '')),
  {
    ...row(
      'flood',
      '1,200 new appliances, then all withdrawn: at most 1,000 are taken',
      'a good one is taken afterwards',
      async ({ mqtt }) => {
        const send = (payload: string) =>
          mqtt.flood('newcomer', 1_200, at => ({ topic: `clova2mqtt/flood-${at}/config`, payload }))
        await send(JSON.stringify(GOOD))
        await send('')
        return (await mqtt.announced('newcomer', GOOD)) === AS_IT_IS ? 'a good one is taken afterwards' : 'full'
      },
    ),
    // 200 a minute and one more, of announcements and of presence each; a minute may end within the row.
    maxLines: 820,
  },
  row('refused-flood', '1,500 refused ones from one appliance: told once', 'refused', async ({ mqtt }) => {
    const payload = JSON.stringify({ ...GOOD, type: 'NONE' })
    await mqtt.flood('newcomer', 1_500, () => ({ topic: 'clova2mqtt/newcomer/config', payload }))
    return mqtt.announced('newcomer', { ...GOOD, type: 'NONE' })
  }),
  row('same-flood', '500 times the same good one: told once', AS_IT_IS, async ({ mqtt }) => {
    const payload = JSON.stringify(GOOD)
    await mqtt.flood('newcomer', 500, () => ({ topic: 'clova2mqtt/newcomer/config', payload }))
    await mqtt.flood('newcomer', 1, () => ({ topic: 'clova2mqtt/newcomer/config', payload: '' }))
    return mqtt.announced('newcomer', GOOD)
  }),
]
