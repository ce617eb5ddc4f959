/** The provider for cloudflared, against an executable that prints and serves what the real one is documented to. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cloudflaredTunnel } from '../../../src/adapters/tunnel/cloudflared.ts'
import { fastClock as clock, fakeProgram, isAlive, until, watchRun } from './support.ts'

const TOKEN = 'eyJhIjoiYWNjb3VudCIsInQiOiJ0dW5uZWwiLCJzIjoidmVyeS1zZWNyZXQifQ=='

function begun(options: { quick?: boolean; faults?: readonly string[]; program?: string } = {}) {
  const fake = fakeProgram('fakeCloudflared', ...(options.faults ?? []))
  const tokenFile = join(fake.folder, 'token')
  writeFileSync(tokenFile, `${TOKEN}\n`)
  const watched = watchRun(log =>
    cloudflaredTunnel({
      program: options.program ?? fake.program,
      tokenFile: options.quick === true ? undefined : tokenFile,
      protocol: 'http2',
      listen: () => ({ host: '127.0.0.1', port: 8080 }),
      clock,
      log,
    }),
  )
  return { ...fake, ...watched, tokenFile }
}

describe('a named tunnel', () => {
  test('stands when /ready says so, falls and rises with it, and ends in order', async () => {
    const { run, told, set, calls } = begun()
    await until('up', () => told.length === 1)
    set('not ready')
    await until('down', () => told.length === 2)
    set()
    await until('up again', () => told.length === 3)
    await run.stop(5000)
    expect(told).toEqual(['up', 'down notConnected', 'up'])
    expect(await run.ended).toEqual({ cause: 'ended', detail: 'exit status 0' })
    expect(calls().map(one => one.signal)).toEqual([undefined, 'SIGTERM'])
  })

  test('the token is in a file: neither among the arguments nor in the environment nor in our log', async () => {
    const { told, calls, lines, tokenFile, log } = begun()
    await until('up', () => told.length === 1)
    const [call] = calls()
    expect(call?.args).toEqual([
      ...['tunnel', '--no-autoupdate', '--metrics', '127.0.0.1:0', '--grace-period', '1s', '--protocol', 'http2'],
      ...['run', '--token-file', tokenFile],
    ])
    const open = JSON.stringify([call, log.lines, readFileSync(`/proc/${call?.pid}/cmdline`, 'utf8')])
    expect(open).not.toContain(TOKEN.slice(0, 20))
    expect(lines()).toContain('INF Starting tunnel with token [redacted]')
    expect(open).not.toContain('eyJ')
    // Nothing of the gateway's own environment goes along.
    expect(Object.keys(call?.env ?? {}).filter(name => /vitest|npm_|TEST/i.test(name))).toEqual([])
  })

  test.each([
    ['bad token', 'badToken'],
    ['old', 'tooOld'],
  ])('%s: ends with its cause', async (fault, cause) => {
    const { run } = begun({ faults: [fault] })
    expect((await run.ended).cause).toBe(cause)
  })

  test('UDP that is blocked is told in the log and is the cause of an end', async () => {
    const { run, set, lines } = begun({ faults: ['udp', 'not ready'] })
    await until('the line', () => lines().some(line => line.includes('no recent network activity')))
    set('exit 0')
    expect((await run.ended).cause).toBe('udpBlocked')
  })

  test('a status page that does not answer is a fall', async () => {
    const { told, set } = begun()
    await until('up', () => told.length === 1)
    set('deaf')
    await until('down', () => told[1] === 'down notConnected')
  })

  test('an end with status 0 is an end', async () => {
    const { run, told, set } = begun()
    await until('up', () => told.length === 1)
    set('exit 0')
    expect(await run.ended).toEqual({ cause: 'ended', detail: 'exit status 0' })
  })

  test('one that ignores SIGTERM is killed after the grace', async () => {
    const { run, told, calls } = begun({ faults: ['stubborn'] })
    await until('up', () => told.length === 1)
    await run.stop(300)
    expect((await run.ended).detail).toBe('signal SIGKILL')
    expect(isAlive(calls()[0]?.pid ?? 0)).toBe(false)
  })

  test('a program that shouts does not fill our log', async () => {
    const { log, calls } = begun({ faults: ['shout'] })
    await until('many lines', () => calls().length > 0 && log.lines.length >= 40)
    await new Promise(resolve => setTimeout(resolve, 1500))
    expect(log.lines.length).toBeLessThanOrEqual(42)
  })
})

describe('a quick tunnel', () => {
  test('has the address of its status page, and warns that it changes', async () => {
    const { told, calls, log } = begun({ quick: true })
    await until('up', () => told.length === 1)
    expect(told).toEqual(['up https://purple-rain-4d7f.trycloudflare.com'])
    expect(calls()[0]?.args?.slice(-2)).toEqual(['--url', 'http://127.0.0.1:8080'])
    expect(log.lines[0]).toMatchObject({ level: 'warn', message: expect.stringContaining('its address changes') })
  })

  test('an address that is not of their domain is none', async () => {
    const { told, lines } = begun({ quick: true, faults: ['odd name'] })
    await until('connected', () => lines().some(line => line.includes('connIndex=3')))
    await new Promise(resolve => setTimeout(resolve, 2500))
    expect(told).toEqual([])
  })

  test('too many of them', async () => {
    const { run } = begun({ quick: true, faults: ['too many'] })
    expect((await run.ended).cause).toBe('tooMany')
  })
})

describe('what is missing', () => {
  test('a program that is not there', async () => {
    const { run } = begun({ program: 'no-such-cloudflared' })
    expect(await run.ended).toEqual({
      cause: 'programMissing',
      detail: 'no-such-cloudflared: not found, or not to be run',
    })
  })

  test('a token file that is not there', async () => {
    const watched = watchRun(log =>
      cloudflaredTunnel({
        program: 'cloudflared',
        tokenFile: '/no/such/token',
        protocol: 'auto',
        listen: () => ({ host: '::', port: 1 }),
        clock,
        log,
      }),
    )
    expect(await watched.run.ended).toEqual({ cause: 'fileUnreadable', detail: '/no/such/token' })
  })

  test('a file that is no program', async () => {
    const fake = fakeProgram('fakeCloudflared')
    chmodSync(fake.program, 0o644)
    const { run } = begun({ program: fake.program })
    expect((await run.ended).cause).toBe('programMissing')
  })
})
