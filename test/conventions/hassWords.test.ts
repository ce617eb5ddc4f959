/** Covers, valves, locks and climates of discovery: words that are null, a bolt that is stuck, ranges that are none. */
import { describe, expect, test } from 'vitest'
import { dangersOf } from '../../src/conventions/choose/dangers.ts'
import { hassConvention } from '../../src/conventions/hass/convention.ts'
import { appliancesOf, entitiesOf, heard, lines, sent } from './support/madeOf.ts'

const convention = hassConvention('ha')

function made(component: string, document: object) {
  const [one] = appliancesOf(entitiesOf(convention, `ha/${component}/x/config`, { name: 'X', ...document }))
  if (one === undefined) throw new Error('no appliance was made')
  return one
}

describe('a word that is null cannot be said', () => {
  const topics = { cmd_t: 'c', stat_t: 's' }
  const rows: readonly (readonly [string, object, string, string, string])[] = [
    ['cover', {}, 'SMARTCURTAIN X: Close Open Stop', 'c OPEN', 'c CLOSE'],
    ['cover', { pl_open: null }, 'SMARTCURTAIN X: Close Stop', '', 'c CLOSE'],
    ['cover', { pl_cls: null, pl_stop: null }, 'SMARTCURTAIN X: Open', 'c OPEN', ''],
    ['cover', { pl_cls: null, set_pos_t: 'p' }, 'SMARTCURTAIN X: Close Open Stop', 'c OPEN', 'p 0'],
    ['valve', {}, 'SMARTVALVE X: GetLockState SetLockState', 'c OPEN', 'c CLOSE'],
    ['valve', { pl_open: null }, 'SMARTVALVE X: GetLockState SetLockState', '', 'c CLOSE'],
    ['valve', { pl_open: null, pos: true }, 'SMARTVALVE X: GetLockState SetLockState', 'c 100', 'c 0'],
  ]
  test.each(rows)('%s %o: %s', (component, document, line, open, close) => {
    const one = made(component, { ...topics, ...document })
    const [property, opened, closed] =
      component === 'cover'
        ? (['openState', 'OPENED', 'CLOSED'] as const)
        : (['lockState', 'UNLOCKED', 'LOCKED'] as const)
    expect(lines([one])).toEqual([line])
    expect([sent(one, property, opened), sent(one, property, closed)]).toEqual([open, close])
  })

  test('a valve that can only be closed has nothing to allow', () => {
    expect(dangersOf(made('valve', topics))).toEqual(['unlock'])
    expect(dangersOf(made('valve', { ...topics, pl_open: null }))).toEqual([])
  })
})

describe('a lock', () => {
  test('whose bolt is stuck is neither locked nor unlocked', () => {
    const lock = made('lock', { cmd_t: 'c', stat_t: 's' })
    expect(['LOCKED', 'JAMMED', 'LOCKING', 'None'].map(said => heard(lock, 'lockState', 's', said))).toEqual([
      ...['LOCKED', null, undefined, null],
    ])
    const own = made('lock', { cmd_t: 'c', stat_t: 's', stat_jam: 'stuck' })
    expect(['stuck', 'JAMMED'].map(said => heard(own, 'lockState', 's', said))).toEqual([null, undefined])
  })
})

describe('a range of set points', () => {
  const rows: readonly (readonly [object, object, string])[] = [
    [{}, { min: 7, max: 35, step: 1 }, 't 22'],
    [{ temp_step: 0 }, { min: 7, max: 35, step: 1 }, 't 22'],
    [{ temp_step: -1 }, { min: 7, max: 35, step: 1 }, 't 22'],
    [{ temp_step: '0.5' }, { min: 7, max: 35, step: 0.5 }, 't 21.5'],
    [{ min_temp: 40, max_temp: 10 }, { min: 7, max: 35, step: 1 }, 't 22'],
    [{ min_temp: '16', max_temp: null }, { min: 16, max: 35, step: 1 }, 't 22'],
    [{ temp_unit: 'F', min_temp: 90, max_temp: 50, temp_step: 0 }, { min: 7.2, max: 35 }, 't 71'],
  ]
  test.each(rows)('%o', (document, limits, message) => {
    const one = made('climate', { mode_cmd_t: 'm', temp_cmd_t: 't', ...document })
    expect(one.properties.get('targetTemperature')?.limits).toEqual(limits)
    expect(sent(one, 'targetTemperature', 21.5)).toBe(message)
  })
})
