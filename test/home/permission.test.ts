/** Which appliances a user may use: every kind of rule, and what must hold whatever the rule. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AccessRule, mayUse, type Selectable, type Selector } from '../../src/home/permission.ts'

const LAMP: Selectable = { id: 'lamp', location: 'BED_ROOM', tags: ['kids', 'light'] }
const DOOR: Selectable = { id: 'door', location: 'ENTRANCE', tags: ['danger'] }
const BARE: Selectable = { id: 'bare', location: undefined, tags: [] }
const HOME = [LAMP, DOOR, BARE]

const id = (value: string): Selector => ({ by: 'id', value })
const location = (value: string): Selector => ({ by: 'location', value })
const tag = (value: string): Selector => ({ by: 'tag', value })

const allowed = (rule: AccessRule | undefined): string =>
  HOME.filter(one => mayUse(rule, one))
    .map(one => one.id)
    .join(' ')

describe('what a rule lets a user use', () => {
  const rows: readonly [string, AccessRule | undefined, string][] = [
    ['no rule', undefined, 'lamp door bare'],
    ['a rule that says nothing', {}, 'lamp door bare'],
    ['only nothing', { only: [] }, ''],
    ['except nothing', { except: [] }, 'lamp door bare'],
    ['only an id', { only: [id('lamp')] }, 'lamp'],
    ['only a location', { only: [location('ENTRANCE')] }, 'door'],
    ['only a tag', { only: [tag('light')] }, 'lamp'],
    ['any of several', { only: [id('bare'), location('ENTRANCE')] }, 'door bare'],
    ['except an id', { except: [id('door')] }, 'lamp bare'],
    ['except a location', { except: [location('BED_ROOM')] }, 'door bare'],
    ['except a tag', { except: [tag('danger')] }, 'lamp bare'],
    ['except wins over only', { only: [id('lamp'), id('door')], except: [tag('danger')] }, 'lamp'],
    ['except wins over the very same', { only: [id('lamp')], except: [id('lamp')] }, ''],
    ['except of others leaves only as it is', { only: [id('lamp')], except: [id('bare')] }, 'lamp'],
    ['only nothing, except nothing', { only: [], except: [] }, ''],
    ['letter case counts', { only: [id('Lamp'), location('bed_room'), tag('KIDS')] }, ''],
    ['no part of a word', { only: [id('lam'), location('BED'), tag('kid'), id('')] }, ''],
    ['kinds are not mixed up', { only: [tag('lamp'), id('kids'), id('BED_ROOM'), location('kids')] }, ''],
    ['without a location there is none to match', { only: [location('undefined'), location('')] }, ''],
  ]
  test.each(rows)('%s', (_, rule, expected) => expect(allowed(rule)).toBe(expected))
  test('rows', () => expect(rows).toHaveLength(19))
})

describe('whatever the rule', () => {
  const word = fc.constantFrom('lamp', 'door', 'bare', 'BED_ROOM', 'ENTRANCE', 'kids', 'danger', 'light')
  const selector = fc.record({ by: fc.constantFrom('id', 'location', 'tag'), value: word })
  const list = fc.array(selector, { maxLength: 6 })
  const rule: fc.Arbitrary<AccessRule> = fc.record({ only: list, except: list }, { requiredKeys: [] })
  const appliance = fc.constantFrom(...HOME)
  const runs = { numRuns: 2000 }

  test('more exceptions never allow more, more of `only` never less', () => {
    fc.assert(
      fc.property(rule, selector, appliance, (given, more, one) => {
        const before = mayUse(given, one)
        const stricter = mayUse({ ...given, except: [...(given.except ?? []), more] }, one)
        const wider = mayUse(given.only === undefined ? given : { ...given, only: [...given.only, more] }, one)
        return (before || !stricter) && (!before || wider)
      }),
      runs,
    )
  })

  test('order and repetition make no difference, and what is excepted alone is never allowed', () => {
    fc.assert(
      fc.property(rule, appliance, (given, one) => {
        const turned = {
          ...(given.only === undefined ? {} : { only: [...given.only, ...given.only].reverse() }),
          ...(given.except === undefined ? {} : { except: [...given.except, ...given.except].reverse() }),
        }
        const excepted = given.except !== undefined && mayUse({ only: given.except }, one)
        return mayUse(turned, one) === mayUse(given, one) && !(excepted && mayUse(given, one))
      }),
      runs,
    )
  })

  test('only and except of the same list divide the home', () => {
    fc.assert(
      fc.property(list, appliance, (one, at) => mayUse({ only: one }, at) !== mayUse({ except: one }, at)),
      runs,
    )
  })
})
