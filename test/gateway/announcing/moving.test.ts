/** Documents that move to another topic, as publishers do that go over to one document for a device. */
import { describe, expect, test } from 'vitest'
import { takenIn } from '../../support/announcing.ts'
import { openRig, type Rig } from '../../support/rig.ts'

const TAKEN_IN = takenIn()
const OLD = 'homeassistant/cover/blind/config'
const NEW = 'homeassistant/device/blinds/config'

const dev = { ids: ['blinds'], name: '거실' }
const part = (id: string, more: object = {}) => ({ uniq_id: id, name: id, cmd_t: `${id}/set`, stat_t: id, ...more })
const single = JSON.stringify({ ...part('left'), dev })
const whole = (...ids: readonly string[]): string =>
  JSON.stringify({
    dev,
    o: { name: 'blinds' },
    cmps: Object.fromEntries(ids.map(id => [id, { p: 'cover', ...part(id) }])),
  })
const MOVES = JSON.stringify({ migrate_discovery: true })

const who = (rig: Rig): string[] =>
  [...rig.gateway.house.all()].map(({ appliance: { id, name } }) => `${name} ${id}`).sort()
const documents = (rig: Rig): number => rig.gateway.announcements?.documents() ?? 0

async function home(): Promise<{ readonly rig: Rig; readonly before: string[] }> {
  const rig = await openRig(TAKEN_IN)
  rig.hear(OLD, single, true)
  await rig.clock.advance(10_000)
  const before = who(rig)
  expect(before).toHaveLength(1)
  return { rig, before }
}

const say = async (rig: Rig, topic: string, payload: string): Promise<void> => {
  rig.hear(topic, payload)
  await rig.clock.advance(1_000)
}

describe('a document that moves', () => {
  test('stays until it is told elsewhere, and is never there twice', async () => {
    const { rig, before } = await home()
    await say(rig, OLD, MOVES)
    await rig.clock.advance(60_000)
    expect([who(rig), documents(rig)]).toEqual([before, 1])
    await say(rig, NEW, whole('left'))
    expect([who(rig), documents(rig)]).toEqual([before, 1])
  })

  test('goes at once where the other was there before', async () => {
    const { rig, before } = await home()
    rig.hear(NEW, whole('left', 'right'))
    rig.hear(OLD, MOVES)
    await rig.clock.advance(1_000)
    expect([who(rig).length, documents(rig)]).toEqual([2, 1])
    expect(who(rig)).toEqual(expect.arrayContaining(before))
  })

  test('stays while another tells of something else, and when it is told again after all', async () => {
    const { rig, before } = await home()
    await say(rig, OLD, MOVES)
    await say(rig, NEW, whole('right'))
    expect([who(rig).length, documents(rig)]).toEqual([2, 2])
    expect(who(rig)).toEqual(expect.arrayContaining(before))
    await say(rig, OLD, JSON.stringify({ ...part('left', { name: 'left again' }), dev }))
    await say(rig, NEW, whole('right', 'left'))
    expect(documents(rig)).toBe(2)
  })

  test('is not there again after a restart', async () => {
    const { rig, before } = await home()
    await say(rig, OLD, MOVES)
    await say(rig, NEW, whole('left'))
    rig.gateway.flush(true)
    const again = await openRig({ ...TAKEN_IN, announced: rig.announced })
    expect([who(again), documents(again)]).toEqual([before, 1])
    await say(again, OLD, MOVES)
    expect([who(again), documents(again)]).toEqual([before, 1])
  })
})
