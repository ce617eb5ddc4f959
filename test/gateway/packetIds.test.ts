/** Packet ids of MQTT have 16 bits: what is said across the end of them is heard, once. */
import { expect, test } from 'vitest'
import { lamp } from '../support/appliances.ts'
import { openHouse } from '../support/house.ts'
import { until } from '../support/until.ts'

/** Gives ids from 65,530 on, as a client does that has been at work for a month. */
function idsNearTheEnd() {
  let last = 65_529
  return {
    allocate: () => {
      last = last === 65_535 ? 1 : last + 1
      return last
    },
    getLastAllocated: () => last,
    register: () => true,
    deallocate: () => undefined,
    clear: () => undefined,
  }
}

test('an appliance whose packet ids go over 65,535 is heard and commanded on', async () => {
  const house = await openHouse({ appliances: [lamp()] })
  try {
    const ids = idsNearTheEnd()
    const fake = await house.connect('lamp', { qos: 1, connection: { messageIdProvider: ids } })
    const brightness = () => house.gateway().house.get('lamp')?.known.get('brightness')?.value
    for (let said = 1; said <= 20; said++) {
      await fake.client.publishAsync('clova2mqtt/lamp/state', JSON.stringify({ brightness: said }), { qos: 1 })
      await until(() => brightness() === said, `report ${said}`)
    }
    expect(ids.getLastAllocated()).toBeLessThan(100)
    expect((await house.send('TurnOn', 'lamp')).header.name).toBe('TurnOnConfirmation')
    expect(fake.commands()).toHaveLength(1)
  } finally {
    await house.close()
  }
})
