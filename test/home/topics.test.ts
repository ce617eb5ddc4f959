/** Which appliances a topic speaks of, and what the gateway subscribes. */
import { describe, expect, test } from 'vitest'
import type { AvailabilityBinding, Bridge } from '../../src/home/appliance.ts'
import { indexTopics, type Sink } from '../../src/home/topics.ts'
import { boundAppliance, lamp } from '../support/appliances.ts'

const availability = (topic: string): AvailabilityBinding => ({ topic, online: ['online'], offline: ['offline'] })
const plug = boundAppliance(
  'plug',
  'SMARTPLUG',
  { power: { state: 'home/plug/state' }, consumption: { state: 'home/plug/state' } },
  { availability: [availability('home/plug/lwt')], aliveTopics: ['home/plug/#', 'home/plug/state'] },
)
const sensor = boundAppliance('sensor', 'SMARTPLUG', { humidity: { state: 'home/+/humidity' } })
const bridge: Bridge = { id: 'zigbee', availability: [availability('zigbee2mqtt/bridge/state')] }
const index = indexTopics('clova2mqtt', [plug, sensor, lamp()], [bridge])

const short = (sink: Sink): string =>
  sink.kind === 'availability'
    ? `availability ${sink.id}`
    : `${sink.kind} ${sink.applianceId}${sink.kind === 'value' ? ` ${sink.property}` : ''}`
const sinks = (topic: string): readonly string[] => index.sinksOf(topic).map(short)

describe('sinks', () => {
  test('one topic may hold several properties, be a sign of life exactly and by a wildcard', () => {
    expect(sinks('home/plug/state')).toEqual(['value plug power', 'value plug consumption', 'alive plug', 'alive plug'])
  })

  test('a last will, and what else its topic matches', () =>
    expect(sinks('home/plug/lwt')).toEqual(['availability plug', 'alive plug']))

  test('a wildcard state', () => expect(sinks('home/cellar/humidity')).toEqual(['value sensor humidity']))

  test('several appliances on one topic', () =>
    expect(sinks('home/plug/humidity')).toEqual(['alive plug', 'value sensor humidity']))

  test('a bridge', () => expect(sinks('zigbee2mqtt/bridge/state')).toEqual(['availability zigbee']))

  test('native topics are nobody’s sinks: they are matched by themselves', () =>
    expect(sinks('clova2mqtt/lamp/state')).toEqual([]))

  test('a topic of nobody', () => expect(sinks('home')).toEqual([]))
})

describe('subscriptions', () => {
  test('the native ones and each filter once', () => {
    expect([...index.filters()].sort()).toEqual(
      [
        'clova2mqtt/+/availability',
        'clova2mqtt/+/config',
        'clova2mqtt/+/heartbeat',
        'clova2mqtt/+/result',
        'clova2mqtt/+/state',
        'home/+/humidity',
        'home/plug/#',
        'home/plug/lwt',
        'home/plug/state',
        'zigbee2mqtt/bridge/state',
      ].sort(),
    )
  })

  test('an empty house listens for announcements', () => {
    const empty = indexTopics('base', [], [])
    expect([empty.filters().length, empty.filters().includes('base/+/config'), empty.sinksOf('base/x/config')]).toEqual(
      [5, true, []],
    )
  })
})
