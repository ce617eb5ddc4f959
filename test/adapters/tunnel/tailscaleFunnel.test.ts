/** The provider for Tailscale's Funnel, against an executable that prints what the real one is documented to. */
import { describe, expect, test } from 'vitest'
import { tailscaleFunnel } from '../../../src/adapters/tunnel/tailscaleFunnel.ts'
import { manualClock } from '../../support/manualClock.ts'
import { clock, fakeProgram, until, watchRun } from './support.ts'

function begun(...faults: readonly string[]) {
  const fake = fakeProgram('fakeTailscale', ...faults)
  const listen = () => ({ host: '0.0.0.0', port: 8080 })
  return { ...fake, ...watchRun(log => tailscaleFunnel({ program: fake.program, listen, clock, log })) }
}

test('stands when its address is printed, in the foreground, and ends with its command', async () => {
  const { run, told, calls } = begun()
  await until('up', () => told.length === 1)
  expect(told).toEqual(['up https://pi.tail1234.ts.net'])
  expect(calls()[0]?.args).toEqual(['funnel', '--yes', '--https=443', 'http://127.0.0.1:8080'])
  await run.stop(5000)
  expect(await run.ended).toEqual({ cause: 'ended', detail: 'exit status 0' })
})

test.each([
  ['no daemon', 'noDaemon'],
  ['denied', 'notOperator'],
  ['taken', 'funnelTaken'],
])('%s: ends with its cause', async (fault, cause) => {
  const { run } = begun(fault)
  expect((await run.ended).cause).toBe(cause)
})

test('Funnel that is switched off waits for somebody, and says so', async () => {
  const { told } = begun('off')
  await until('down', () => told.length === 1)
  expect(told).toEqual(['down funnelOff'])
})

describe('its status is asked every half minute', () => {
  const asked = async (...faults: readonly string[]): Promise<readonly string[]> => {
    const fake = fakeProgram('fakeTailscale')
    const manual = manualClock()
    const listen = () => ({ host: '127.0.0.1', port: 8080 })
    const { told } = watchRun(log => tailscaleFunnel({ program: fake.program, listen, clock: manual, log }))
    await until('up', () => told.length === 1)
    fake.set(...faults)
    // The program runs by its own clock; the wait for its answer is ours.
    for (let n = 0; n < 30; n++) await manual.advance(1000)
    await until('an answer', () => told.length > 1)
    return told.slice(1)
  }

  test('a link that stands', async () => {
    expect(await asked()).toEqual(['up https://pi.tail1234.ts.net'])
  })

  test('one that is offline, logged out, or stopped', async () => {
    expect(await asked('offline')).toEqual(['down notConnected'])
    expect(await asked('state NeedsLogin')).toEqual(['down loggedOut'])
    expect(await asked('state Stopped')).toEqual(['down loggedOut'])
  })
})
