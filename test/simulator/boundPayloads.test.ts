/** The simulator reads bindings backwards; read forwards again, its payloads must mean what they meant. */
import { describe, expect, test } from 'vitest'
import { readBound, stateMessages } from '../../src/adapters/simulator/boundPayloads.ts'
import { otherThan, sampleValues } from '../../src/adapters/simulator/sampleValues.ts'
import { loadConfig } from '../../src/config/loadConfig.ts'
import { topicCommand } from '../../src/home/appliance.ts'
import { payloadOf, readValue, writeValue } from '../../src/home/codec.ts'
import { PROPERTIES, type PropertyName } from '../../src/protocol/properties.ts'

function example() {
  const result = loadConfig(new URL('../../config/flat.example.yaml', import.meta.url).pathname, {})
  if (!result.ok) throw new Error(result.problems.map(one => one.message.en).join())
  return result.config
}

const { appliances } = example()
const ago = (count: number): string => `2026-11-20T${10 - count}:00:00+09:00`
const payload = (text: string) => payloadOf(Buffer.from(text))

describe('the example flat', () => {
  test('has at least 12 appliances of different types, native and bound', () => {
    expect(new Set(appliances.map(one => one.type)).size).toBeGreaterThanOrEqual(12)
    expect(appliances.filter(one => one.native).length).toBeGreaterThan(0)
    expect(appliances.filter(one => !one.native).length).toBeGreaterThan(3)
  })

  test('every bound value comes back as it was said', () => {
    let checked = 0
    for (const appliance of appliances) {
      const values = sampleValues(appliance, ago)
      for (const { topic, payload: text } of stateMessages(appliance, values)) {
        for (const [name, { states }] of appliance.properties) {
          const state = states.find(one => one.topic === topic)
          if (state === undefined) continue
          expect(readValue(name, state.read, payload(text)), `${appliance.id} ${name}`).toEqual(values[name])
          checked++
        }
      }
    }
    expect(checked).toBe(10)
  })

  test('every command is understood as it was meant', () => {
    let checked = 0
    for (const appliance of appliances) {
      const values = sampleValues(appliance, ago)
      for (const [name, binding] of appliance.properties) {
        const value = values[name]
        const command = topicCommand(binding)
        if (command === undefined || value === undefined) continue
        const read = readBound(appliance, command.topic, payload(writeValue(name, command.write, value)))
        expect(read, `${appliance.id} ${name}`).toEqual({ values: { [name]: value }, asks: false })
        checked++
      }
    }
    expect(checked).toBe(5)
  })

  test('questions are told from commands, and other topics are nobody’s', () => {
    const plug = appliances.find(one => one.id === 'washer-plug')
    if (plug === undefined) throw new Error('no plug')
    expect(readBound(plug, 'cmnd/washer/POWER', payload(''))).toEqual({ values: {}, asks: true })
    expect(readBound(plug, 'cmnd/washer/STATUS', payload('10'))).toEqual({ values: {}, asks: true })
    expect(readBound(plug, 'cmnd/other/POWER', payload('ON'))).toBeUndefined()
  })

  test('only the topics that changed are told again', () => {
    const boiler = appliances.find(one => one.id === 'boiler')
    if (boiler === undefined) throw new Error('no boiler')
    const values = sampleValues(boiler, ago)
    expect(stateMessages(boiler, values, ['targetTemperature'])).toEqual([
      { topic: 'wallpad/heat/living/target', payload: '23' },
    ])
  })
})

test('what a liar reports is never what was asked', () => {
  let checked = 0
  for (const name of Object.keys(PROPERTIES) as PropertyName[]) {
    const binding = { name, limits: {}, states: [], freshMs: 0 }
    for (const asked of [0, 1, 50, 'on', 'off', 'LOCKED', 'OPENED', true, false]) {
      const said = otherThan(name, binding, asked, asked)
      if (typeof asked !== 'string' || 'values' in PROPERTIES[name]) expect(said, `${name} ${asked}`).not.toEqual(asked)
      checked++
    }
  }
  expect(checked).toBe(Object.keys(PROPERTIES).length * 9)
})
