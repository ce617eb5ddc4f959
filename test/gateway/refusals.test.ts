import { expect, test } from 'vitest'
import { createRefusals } from '../../src/gateway/refusals.ts'
import { ANNOUNCEMENT_TEXTS } from '../../src/home/announcementTexts.ts'

const { noName, noObject } = ANNOUNCEMENT_TEXTS

test('reasons stand until the announcement is taken, and no more than thirty of them', () => {
  const refusals = createRefusals()
  refusals.note('fan', noObject)
  refusals.note('fan', noName)
  expect([...refusals.standing()]).toEqual([['fan', noName]])
  refusals.note('fan', undefined)
  expect([refusals.standing().size, refusals.count()]).toEqual([0, 2])
  for (let index = 0; index < 40; index++) refusals.note(`lamp-${index}`, noObject)
  expect([refusals.standing().size, refusals.count()]).toEqual([30, 42])
})
