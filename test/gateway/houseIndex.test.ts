/** The index of topics follows appliances that come and go without the configuration. */
import { expect, test } from 'vitest'
import { createHouse } from '../../src/gateway/house.ts'
import { boundAppliance, lamp } from '../support/appliances.ts'

const plug = (topic: string) => boundAppliance('plug', 'SMARTPLUG', { power: { state: topic } })

test('an announced appliance with topics of its own is heard on them, then on its new ones, and no more when it goes', () => {
  const house = createHouse('clova2mqtt')
  const heard = (): number[] => ['a', 'b'].map(topic => house.topics().sinksOf(topic).length)
  expect(heard()).toEqual([0, 0])
  house.announce(plug('a'))
  expect(heard()).toEqual([1, 0])
  house.announce(plug('b'))
  expect(heard()).toEqual([0, 1])
  house.withdraw('plug')
  expect(heard()).toEqual([0, 0])
})

test('an appliance that gives up its own topics for the native ones is heard on them no more', () => {
  const house = createHouse('clova2mqtt')
  house.announce(plug('a'))
  house.announce({ ...lamp(), id: 'plug' })
  expect(house.topics().sinksOf('a')).toEqual([])
})

test('a native announcement leaves the index alone: hundreds a second must cost nothing', () => {
  const house = createHouse('clova2mqtt')
  const before = house.topics()
  house.announce(lamp())
  house.withdraw(lamp().id)
  expect(house.topics()).toBe(before)
})
