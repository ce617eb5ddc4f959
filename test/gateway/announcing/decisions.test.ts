/** Decisions about many announced appliances at once: all of them or none, also about those that are away. */
import { expect, test } from 'vitest'
import { StoreError } from '../../../src/ports/stores.ts'
import { takenIn } from '../../support/announcing.ts'
import { memoryAnnouncementStore } from '../../support/memoryAnnouncements.ts'
import { openRig } from '../../support/rig.ts'

/** A gateway with lamps of these names, and a database that takes nothing while it is told so. */
async function homeWith(names: readonly string[]) {
  const memory = memoryAnnouncementStore()
  let isFull = false
  const announced: typeof memory = {
    ...memory,
    async saveOverrides(overrides) {
      if (isFull) throw new StoreError('full')
      await memory.saveOverrides(overrides)
    },
  }
  const rig = await openRig({ ...takenIn(), announced })
  for (const name of names) {
    rig.hear(`homeassistant/light/${name}/config`, { name, unique_id: name, command_topic: `${name}/set` }, true)
  }
  await rig.clock.advance(3_000)
  const { announcements: registry } = rig.gateway
  if (registry === undefined) throw new Error('nothing is taken in')
  const idOf = (name: string): string =>
    [...registry.listed()].find(([, one]) => one.appliance.name === name)?.[0] ?? ''
  const fill = (): void => {
    isFull = true
  }
  return { rig, registry, idOf, memory, fill }
}

const namesOf = ({ rig }: Awaited<ReturnType<typeof homeWith>>): readonly string[] =>
  [...rig.gateway.house.all()].map(one => one.appliance.name).sort()

test('many are taken over soon, one after another, and kept for those that are away', async () => {
  const home = await homeWith(['A', 'B', 'C'])
  const { registry, idOf, rig, memory } = home
  const wanted = new Map([
    [idOf('A'), { name: 'Alpha' }],
    [idOf('B'), { hidden: true }],
    ['auto-0123456789ab', { name: 'Away' }],
  ])
  await registry.replace(wanted)
  expect(namesOf(home)).toEqual(['A', 'B', 'C'])
  await rig.clock.advance(1_000)
  expect(namesOf(home)).toEqual(['Alpha', 'C'])
  expect(new Map(memory.overrides())).toEqual(wanted)
  await registry.replace(new Map([...wanted.keys()].map(id => [id, {}])))
  await rig.clock.advance(1_000)
  expect([namesOf(home), memory.overrides().size]).toEqual([['A', 'B', 'C'], 0])
})

test('none is taken over when the database does not take all, and what was decided stays', async () => {
  const home = await homeWith(['A', 'B'])
  const { registry, idOf, rig, fill } = home
  const [a, b] = [idOf('A'), idOf('B')]
  await registry.replace(new Map([[a, { name: 'Alpha' }]]))
  await rig.clock.advance(1_000)
  fill()
  await expect(
    registry.replace(
      new Map([
        [a, {}],
        [b, { name: 'Beta' }],
      ]),
    ),
  ).rejects.toThrow(StoreError)
  await expect(registry.decide(b, { name: 'Beta' })).rejects.toThrow(StoreError)
  await rig.clock.advance(1_000)
  expect(namesOf(home)).toEqual(['Alpha', 'B'])
  expect([...registry.overrides()]).toEqual([[a, { name: 'Alpha' }]])
  await expect(registry.decide('a b', { name: 'x' })).resolves.toMatchObject({
    ok: false,
    reason: { en: 'a b cannot be an id' },
  })
})
