/** The local API of decisions when the database takes nothing. */
import { expect, test } from 'vitest'
import { LocalError } from '../../src/adapters/http/localError.ts'
import { overrideRoutes } from '../../src/compose/overrideRoutes.ts'
import { StoreError } from '../../src/ports/stores.ts'
import { takenIn } from '../support/announcing.ts'
import { memoryAnnouncementStore } from '../support/memoryAnnouncements.ts'
import { openRig } from '../support/rig.ts'

async function routes() {
  const announced: ReturnType<typeof memoryAnnouncementStore> = {
    ...memoryAnnouncementStore(),
    async saveOverrides() {
      throw new StoreError('database or disk is full')
    },
  }
  const { gateway } = await openRig({ ...takenIn(), announced })
  const registry = gateway.announcements
  if (registry === undefined) throw new Error('nothing is taken in')
  const put = overrideRoutes(() => registry).find(one => one.method === 'PUT')
  if (put === undefined) throw new Error('there is no such route')
  return (body: Parameters<typeof put.handle>[0]) => put.handle(body, {})
}

test('whoever decides is told, and nothing counts', async () => {
  const put = await routes()
  const body = { overrides: { lamp: { hidden: true } } }
  await expect(put({ ...body, dryRun: true })).resolves.toMatchObject({ body: { changes: [{ id: 'lamp' }] } })
  await expect(put(body)).rejects.toThrow(
    'nothing was decided, since the database takes nothing: database or disk is full',
  )
  await expect(put({ ...body, dryRun: true })).resolves.toMatchObject({ body: { changes: [{ id: 'lamp' }] } })
})

test('what is no decision is refused by name', async () => {
  const put = await routes()
  const many = Object.fromEntries(Array.from({ length: 2_001 }, (_, at) => [`a${at}`, {}]))
  const rows = [
    [undefined, 'overrides must be'],
    [{ overrides: [] }, 'overrides must be'],
    [{ overrides: { 'a b': {} } }, 'a b cannot be an id'],
    [{ overrides: JSON.parse('{"__proto__":{"hidden":true}}') }, '__proto__ cannot be an id'],
    [{ overrides: { lamp: null } }, 'overrides.lamp: not a JSON object'],
    [{ overrides: { lamp: { colour: 1 } } }, 'overrides.lamp: colour is none of'],
    [{ overrides: many }, 'more than 2000'],
  ] as const
  for (const [body, message] of rows) {
    const failed = await put(body).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(LocalError)
    expect(String(failed)).toContain(message)
  }
  expect(rows).toHaveLength(7)
})
