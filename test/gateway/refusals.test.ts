import { expect, test } from 'vitest'
import { createRefusals } from '../../src/gateway/refusals.ts'

test('reasons stand until the announcement is taken, and no more than thirty of them', () => {
  const refusals = createRefusals()
  refusals.note('fan', 'no type')
  refusals.note('fan', 'no name')
  expect([...refusals.standing()]).toEqual([['fan', 'no name']])
  refusals.note('fan', undefined)
  expect([refusals.standing().size, refusals.count()]).toEqual([0, 2])
  for (let index = 0; index < 40; index++) refusals.note(`lamp-${index}`, 'no type')
  expect([refusals.standing().size, refusals.count()]).toEqual([30, 42])
})
