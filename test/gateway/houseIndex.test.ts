/** The index of topics follows the configuration, and announcements leave it alone. */
import { expect, test } from 'vitest'
import { createHouse } from '../../src/gateway/house.ts'
import { monoMs } from '../../src/kernel/time.ts'
import { boundAppliance, lamp } from '../support/appliances.ts'

const plug = (topic: string) => boundAppliance('plug', 'SMARTPLUG', { power: { state: topic } })

test('a configured appliance is heard on its topics, then on its new ones, and no more when only its announcement is left', () => {
  const house = createHouse('clova2mqtt', () => monoMs(0))
  const heard = (): number[] => ['a', 'b'].map(topic => house.topics().sinksOf(topic).length)
  house.announce(lamp('plug'))
  expect(heard()).toEqual([0, 0])
  expect(house.configure([plug('a')], [])).toEqual([])
  expect(heard()).toEqual([1, 0])
  house.configure([plug('b')], [])
  expect(heard()).toEqual([0, 1])
  expect(house.configure([], [])).toEqual([])
  expect([heard(), house.get('plug')?.appliance.native]).toEqual([[0, 0], true])
})

test('a native announcement leaves the filters alone: hundreds a second must cost nothing', () => {
  const house = createHouse('clova2mqtt', () => monoMs(0))
  const before = house.topics().version()
  house.announce(lamp())
  house.withdraw(lamp().id)
  expect(house.topics().version()).toBe(before)
})
