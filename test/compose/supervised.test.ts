/** A whole service with a supervisor: told when it is ready, reloads and leaves; what it ends of is told after the restart. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { callLocal } from '../../src/adapters/http/localClient.ts'
import { openLog } from '../../src/adapters/log/openLog.ts'
import { openService, type Service } from '../../src/compose/openService.ts'
import type { VitalSign } from '../../src/compose/vitalSigns.ts'
import { openVitalSigns } from '../../src/compose/vitalSigns.ts'
import { loadConfig } from '../../src/config/loadConfig.ts'
import { minutes, seconds } from '../../src/kernel/time.ts'
import { type ManualClock, manualClock } from '../support/manualClock.ts'
import { testPort } from '../support/testPort.ts'

const MIB = 1_048_576

interface Place {
  readonly start: () => Promise<Service>
  readonly clock: ManualClock
  readonly told: readonly string[]
  readonly grow: (mebibytes: number) => void
  readonly status: () => Promise<unknown>
}

async function openPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-care-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'clova2mqtt.yaml')
  const ports = [await testPort(), await testPort()]
  writeFileSync(
    file,
    `webhook: { port: ${ports[0]} }\nmqtt: { port: ${ports[1]} }\nlinking: { enabled: false }\nstorage: { flush: 1h }\n`,
  )
  const load = () => loadConfig(file, {})
  const loaded = load()
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const { config } = loaded
  const clock = manualClock()
  const log = openLog({ clock, level: 'silent', style: 'json', destination: { write: () => undefined } })
  const told: string[] = []
  let mebibytes = 80
  return {
    clock,
    told,
    grow: to => {
      mebibytes = to
    },
    status: async () => (await callLocal(join(folder, 'data/control.sock'), 'GET', '/status')).body,
    async start() {
      const service = await openService({
        config,
        load,
        clock,
        log,
        rss: () => mebibytes * MIB,
        supervisor: {
          watchdogMs: seconds(60),
          tell: (news, status) => void told.push(status === undefined ? news : `${news}: ${status}`),
          settled: async () => void told.push('settled'),
        },
      })
      onTestFinished(service.stop)
      return service
    },
  }
}

const SERVING = 'serving; appliances online 0, offline 0, unknown 0'

test('ready once everything is open, alive while it works, reloading while it reads, stopping at the end', async () => {
  const { start, clock, told } = await openPlace()
  const service = await start()
  expect(told).toEqual([`ready: ${SERVING}`])
  await clock.advance(seconds(20))
  expect(told.at(-1)).toBe(`alive: ${SERVING}`)
  await service.reload()
  expect(told.slice(-2)).toEqual(['reloading', 'ready'])
  const before = told.length
  await service.stop()
  expect(told[before]).toContain('stopping: ')
  expect(told.at(-1)).toBe('settled')
})

test('a start that fails is never told as ready', async () => {
  const { start, told } = await openPlace()
  await start()
  await expect(start()).rejects.toThrow('only one gateway can run on it')
  expect(told.filter(line => line.startsWith('ready'))).toHaveLength(1)
})

test('memory above its limit wants a restart, and the next start tells why', async () => {
  const { start, clock, grow, status } = await openPlace()
  const service = await start()
  expect(await status()).not.toHaveProperty('lastEnd')
  await clock.advance(minutes(10))
  grow(300)
  await clock.advance(seconds(30))
  const reason = await service.restartWanted
  expect(reason).toBe('300 MiB resident, limit 280 MiB')
  service.noteEnd('memory', reason)
  await service.stop()
  grow(80)
  await start()
  expect(await status()).toMatchObject({ lastEnd: { kind: 'memory', detail: reason, at: '2026-11-20T10:10:30+09:00' } })
})

test('each sign of life is missed when it is gone', async () => {
  const { start } = await openPlace()
  const { running } = await start()
  const missing = openVitalSigns(running)
  const seen = new Set<VitalSign>()
  const expectMissing = (lateMs: number, ...signs: readonly VitalSign[]): void => {
    expect(missing(lateMs)).toEqual(signs)
    for (const sign of signs) seen.add(sign)
  }
  expectMissing(0)
  expectMissing(900)
  expectMissing(1_001, 'event-loop')
  await running.listener.close(0)
  expectMissing(0, 'webhook')
  await running.opened.bus.close()
  expectMissing(0, 'broker', 'webhook')
  running.database.close()
  expectMissing(0, 'database', 'broker', 'webhook')
  expect(seen.size).toBe(4)
})
