import { describe, expect, test } from 'vitest'
import { rateLimited } from '../../../src/adapters/log/rateLimited.ts'
import { minutes, seconds } from '../../../src/kernel/time.ts'
import { manualClock } from '../../support/manualClock.ts'
import { memoryLog } from './memoryLog.ts'

function open(maxKeys?: number) {
  const clock = manualClock()
  const memory = memoryLog()
  const log = rateLimited(memory, clock, { perKeyMs: minutes(1), ...(maxKeys === undefined ? {} : { maxKeys }) })
  return { clock, log, lines: memory.lines }
}

describe('rate-limited log', () => {
  test('passes a message once per period and then how often it was left out', async () => {
    const { clock, log, lines } = open()
    for (let i = 0; i < 100; i++) log.warn('Refused', { i })
    expect(lines).toEqual([{ level: 'warn', message: 'Refused', fields: { i: 0 } }])
    await clock.advance(minutes(1))
    log.warn('Refused', { i: 100 })
    await clock.advance(minutes(2))
    log.warn('Refused', { i: 101 })
    expect(lines.slice(1).map(line => line.fields)).toEqual([{ i: 100, suppressed: 99 }, { i: 101 }])
  })

  test('the period does not slide with what is left out', async () => {
    const { clock, log, lines } = open()
    for (let i = 0; i <= 60; i++) {
      log.info('Tick')
      await clock.advance(seconds(1))
    }
    expect(lines).toHaveLength(2)
  })

  test('other messages and other levels pass', () => {
    const { log, lines } = open()
    log.debug('A')
    log.info('A')
    log.warn('A')
    log.error('A')
    log.error('B')
    expect(lines.map(line => `${line.level} ${line.message}`)).toEqual([
      'debug A',
      'info A',
      'warn A',
      'error A',
      'error B',
    ])
  })

  test('remembers a bounded number of messages and forgets the one unheard the longest', () => {
    const { log, lines } = open(2)
    log.info('A')
    log.info('B')
    log.info('C')
    log.info('B')
    log.info('C')
    expect(lines).toHaveLength(3)
    log.info('A')
    expect(lines).toHaveLength(4)
  })
})
