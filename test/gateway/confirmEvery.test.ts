/** Every interface of both editions through the whole gateway: request in, MQTT out and back, conforming answer out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Appliance } from '../../src/home/appliance.ts'
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import { APPLIANCE_TYPES, type ApplianceTypeName } from '../../src/protocol/applianceTypes.ts'
import { interfacesOfEdition } from '../../src/protocol/catalog.ts'
import type { Edition } from '../../src/protocol/edition.ts'
import type { Interface } from '../../src/protocol/families.ts'
import { nativeAppliance } from '../support/appliances.ts'
import { catalog, checkMessage } from '../support/catalog.ts'
import { TEST_TOKEN } from '../support/cekRequest.ts'
import type { FakeAppliance } from '../support/fakeAppliance.ts'
import { type Answer, type House, openHouse } from '../support/house.ts'
import { validRequests } from '../support/requestCases.ts'
import { TOLD } from '../support/toldValues.ts'

const ENDPOINTS = ['coldwater', 'freezer', 'fridge', 'hotwater'].map(part => `${part}TargetTemperature`)

/** What a property needs to be announced with, so that every family has something to work on. */
const ANNOUNCED: Record<string, JsonObject> = {
  ChangeMode: { values: ['auto', 'sleep', 'cool'] },
  ReleaseMode: { released: 'auto' },
  ChangeInputSource: { values: ['HDMI1', 'HDMI2', 'TV'] },
}

/** Present values from which two requests in a row stay within everybody's limits. */
const FROM: Record<string, Json> = {
  IncrementBrightness: 0,
  DecrementBrightness: 100,
  IncrementFanSpeed: 1,
  DecrementFanSpeed: 3,
  DecrementChannel: 500,
  DecrementVolume: 60,
}

/** The catalog's KR sample is a step of 7, which no fan has. */
const INSTEAD: Record<string, JsonObject> = {
  IncrementFanSpeed: { deltaFanSpeed: { value: 1 } },
  DecrementFanSpeed: { deltaFanSpeed: { value: 1 } },
}

/** Properties that no action of the guides sets: their commands keep the name of the directive, with a value to be set. */
const WITHOUT_SETTER = ['IntensityLevel', 'Volume'].flatMap(name => [`Increment${name}`, `Decrement${name}`])

const typeOf = ({ action }: Interface, edition: Edition): ApplianceTypeName => {
  const names = Object.keys(APPLIANCE_TYPES) as ApplianceTypeName[]
  const found = names.find(name => APPLIANCE_TYPES[name].actions[edition].includes(action))
  if (found === undefined) throw new Error(`${edition}: no type has ${action}`)
  return found
}

/** An appliance that can do what one interface asks; its id is the action's name. */
function applianceFor(one: Interface, edition: Edition): Appliance {
  const { action, property } = one
  const parts = one.operands.some(({ key }) => key === 'endpoint') ? ENDPOINTS : []
  const names = [...(property === undefined ? [] : [property]), ...parts]
  const properties = Object.fromEntries(names.map(name => [name, ANNOUNCED[action] ?? {}]))
  const announced = { type: typeOf(one, edition), properties, actions: property === undefined ? [action] : [] }
  return nativeAppliance(action, announced, { allow: new Set(['unlock', 'open']) })
}

/** The requests the catalog derives for an interface: its minimal one, and one with every operand. */
const requestsFor = (action: string, edition: Edition) => {
  const found = catalog.interfaces.find(one => one.action === action)
  if (found === undefined) throw new Error(`the catalog has no ${action}`)
  return validRequests(found, edition).filter(({ label }) => label === 'minimal' || label === 'every operand')
}

/** The fields of an answer that must be there when the appliance tells everything. */
const mustTell = (one: Interface, edition: Edition): readonly string[] =>
  one.family === 'action'
    ? []
    : one.answers
        .filter(field => field.of === 'now' && field.property === one.property && field.editions.includes(edition))
        .map(field => field.wire)

describe.each([
  ['KR', 83],
  ['JP', 67],
] as const)('every interface of edition %s', (edition, count) => {
  const interfaces = interfacesOfEdition(edition).filter(one => one.target === 'appliance')
  const fakes = new Map<string, FakeAppliance>()
  let house: House

  beforeAll(async () => {
    house = await openHouse({ edition, appliances: interfaces.map(one => applianceFor(one, edition)) })
    for (const { action, property } of interfaces) {
      const value = property === undefined ? undefined : (FROM[action] ?? TOLD[property][0])
      const values = property === undefined || value === undefined ? {} : { [property]: value }
      fakes.set(action, await house.connect(action, { values }))
    }
  })
  afterAll(() => house.close())

  test('their number', () => {
    expect(interfaces.length).toBe(count)
    expect(fakes.size).toBe(count)
  })

  test.each(interfaces.map(one => [one.action, one] as const))('%s', async (action, one) => {
    const requests = requestsFor(action, edition)
    expect(requests.length).toBe(2)
    for (const { body, label } of requests) {
      const payload = {
        ...(body['payload'] as JsonObject),
        accessToken: TEST_TOKEN,
        appliance: { applianceId: action },
        ...INSTEAD[action],
      }
      // Another message id each time: the minimal request may be the same bytes as the full one.
      const header = { ...(body['header'] as JsonObject), messageId: `${edition} ${action} ${label}` }
      await house.clock.advance(1)
      const reply = await house.receive(Buffer.from(JSON.stringify({ ...body, header, payload })))
      const answer = JSON.parse(reply.verified ? reply.body.toString() : '{}') as Answer
      expect([label, answer.header.name]).toEqual([label, one.response])
      expect(checkMessage(answer, edition, typeOf(one, edition))).toEqual([])
      expect(Object.keys(answer.payload)).toEqual(expect.arrayContaining([...mustTell(one, edition)]))
    }
    const fake = fakes.get(action)
    const isCommand = !['get', 'health'].includes(one.family)
    expect(fake?.commands().length).toBe(isCommand ? 2 : 0)
    for (const command of fake?.commands() ?? []) {
      expect(Object.keys(command)).not.toContain('delta')
      const sent = String(command['action'])
      expect(catalog.interfaces.map(known => known.action)).toContain(sent)
      if (/^(Increment|Decrement|Change)/.test(sent)) expect(WITHOUT_SETTER).toContain(sent)
      if (one.property !== undefined && command['endpoint'] === undefined) expect(command).toHaveProperty(one.property)
    }
  })
})
