/** Homie of editions 3 and 4, an attribute per topic: put together in any order, told when whole, withdrawn. */
import { describe, expect, test } from 'vitest'
import { homieConvention } from '../../src/conventions/homie/convention.ts'
import type { Json } from '../../src/kernel/json.ts'
import { matchesFilter } from '../../src/kernel/topicFilter.ts'
import { appliances, attributesOf, collected, hear, LAMP } from './support/homieRows.ts'
import { entitiesOf, lines, named, sent } from './support/madeOf.ts'
import { shuffled } from './support/playback.ts'

/** Attributes as a robot of Valetudo has them: its own base, camel case, many words, nothing that means anything here. */
const ROBOT = attributesOf('valetudo/robot', 'Robot', {
  BatteryStateAttribute: {
    name: 'Battery',
    type: 'Attribute',
    properties: { level: ['integer', false, '0:100', '%'] },
  },
  StatusStateAttribute: {
    name: 'Status',
    type: 'Attribute',
    properties: { status: ['enum', false, 'error,docked,idle,returning,cleaning,paused,manual_control,moving'] },
  },
  BasicControlCapability: {
    name: 'Basic control',
    type: 'Capability',
    properties: { operation: ['enum', true, 'START,STOP,PAUSE,HOME'] },
  },
  FanSpeedControlCapability: {
    name: 'Fan speed',
    type: 'Capability',
    properties: { preset: ['enum', true, 'low,medium,high,max,turbo'] },
  },
  SpeakerVolumeControlCapability: { name: 'Volume', properties: { volume: ['integer', true, '0:100'] } },
  DoNotDisturbCapability: { name: 'DND', properties: { enabled: ['boolean', true] } },
})

describe('attributes', () => {
  test('make one document, told when nothing is missing', () => {
    const { documents, count } = collected(LAMP)
    expect([...documents.keys()]).toEqual(['homie/lamp-1/$homie'])
    // The last property's settable and unit come after its datatype.
    expect(count).toBeLessThanOrEqual(3)
    const made = appliances(documents)
    expect(lines(made)).toEqual(['LIGHT 서재 조명: SetBrightness SetColor TurnOff TurnOn'])
    expect(sent(named(made, '서재 조명'), 'color', { hue: 10, saturation: 20, brightness: 30 })).toBe(
      'homie/lamp-1/light/dim/set 30 & homie/lamp-1/light/color/set 10,20,100 & homie/lamp-1/light/on/set true',
    )
  })

  test('come in any order, twice, and with others between them', () => {
    const { documents } = collected(LAMP)
    for (const seed of [1, 7, 42]) {
      const rows = shuffled([...LAMP, ...ROBOT, ...LAMP], seed)
      expect(collected(rows).documents.get('homie/lamp-1/$homie')).toBe(documents.get('homie/lamp-1/$homie'))
    }
  })

  test('said again bring nothing new; a change does; an empty one withdraws, and all of it may come again', () => {
    const { assembler } = collected(LAMP)
    expect(collected(LAMP, assembler).count).toBe(0)
    expect(collected([['homie/lamp-1/light/dim/$format', '0:255']], assembler).count).toBe(1)
    expect(hear(assembler, 'homie/lamp-1/$homie', '')).toEqual([['homie/lamp-1/$homie', '']])
    expect(hear(assembler, 'homie/lamp-1/$homie', '')).toEqual([])
    expect(collected(LAMP, assembler).documents.size).toBe(1)
  })

  test('wait for every node and property that is named', () => {
    const without = (end: string) => collected(LAMP.filter(([topic]) => !topic.endsWith(end))).count
    expect(['$nodes', 'air/$properties', 'light/dim/$datatype', '$homie'].map(without)).toEqual([0, 0, 0, 0])
    expect(['light/$name', 'light/$type', '$extensions', '$state'].map(without).every(count => count > 0)).toBe(true)
  })

  test('of edition 3 need no datatype, and have arrays that are left alone', () => {
    const old = attributesOf(
      'devices/c631f278df53',
      'Old',
      { relay: { type: 'switch', properties: { on: ['boolean', true] } } },
      '3.0.1',
    )
    const rows = old.map(([topic, payload]): readonly [string, string] =>
      topic.endsWith('$nodes') ? [topic, 'relay,lights[]'] : [topic, payload],
    )
    expect(lines(appliances(collected(rows).documents))).toEqual(['SWITCH Old: TurnOff TurnOn'])
    const untyped = rows.filter(([topic]) => !topic.endsWith('$datatype'))
    expect(appliances(collected(untyped).documents)).toEqual([])
  })

  test('of a robot below another base are understood, and offer nothing that is not known', () => {
    const { documents } = collected(ROBOT)
    expect([...documents.keys()]).toEqual(['valetudo/robot/$homie'])
    expect(appliances(documents)).toEqual([])
    const [text = ''] = documents.values()
    const entities = entitiesOf(homieConvention, 'valetudo/robot/$homie', JSON.parse(text) as Json)
    expect(entities.map(one => one.kind)).toEqual(Array.from({ length: 6 }, () => 'other'))
    expect(entities[0]?.availability[0]?.topic).toBe('valetudo/robot/$state')
  })

  test('are all followed, and nothing else is: no value, no state', () => {
    const followed = (topic: string): boolean => homieConvention.filters.some(filter => matchesFilter(filter, topic))
    const heard = LAMP.filter(([topic]) => hear(homieConvention.openAssembler(), topic, 'x') !== undefined)
    expect(heard.map(([topic]) => topic).filter(topic => !followed(topic))).toEqual([])
    expect(heard).toHaveLength(LAMP.length - 3)
    const others = ['homie/lamp-1/light/dim', 'homie/5/dev/n/p', 'homie/5/dev/$state', '$SYS/x/$homie', 'tele/x/STATE']
    expect(others.filter(followed)).toEqual([])
    const assembler = homieConvention.openAssembler()
    const strange = [...others, 'homie/a b/$homie', 'homie/5/x/$homie/$description', '/x/$homie', 'homie/x/a+b/$name']
    expect(strange.map(topic => hear(assembler, topic, 'x'))).toEqual(strange.map(() => undefined))
  })
})
