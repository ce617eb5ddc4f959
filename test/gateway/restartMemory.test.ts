/** What outlives a restart beside values: the cadence that was learned, and that a command was taken already. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openAnsweredStore } from '../../src/adapters/sqlite/answeredStore.ts'
import type { Database } from '../../src/adapters/sqlite/database.ts'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../src/adapters/sqlite/telemetryStore.ts'
import { days, minutes, seconds, wallPlus } from '../../src/kernel/time.ts'
import { StoreError } from '../../src/ports/stores.ts'
import { quietLog } from '../adapters/sqlite/quietLog.ts'
import { lamp, nativeAppliance } from '../support/appliances.ts'
import { cekRequest } from '../support/cekRequest.ts'
import { openRig, type Rig, type RigOptions } from '../support/rig.ts'

function openFile(): Database {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-memory-'))
  const database = openDatabase({ file: join(folder, 'x.db'), log: quietLog })
  onTestFinished(() => {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return database
}

describe('the learned cadence', () => {
  const bulb = nativeAppliance('lamp', { type: 'LIGHT', properties: { power: {} } })
  const expected = (rig: Rig) => rig.gateway.house.expected(rig.resident('lamp'))
  const beat = async (rig: Rig, count: number, gapMs: number): Promise<void> => {
    for (let at = 0; at < count; at++) {
      rig.say('lamp', 'heartbeat', '')
      await rig.clock.advance(gapMs)
    }
  }
  const again = (rig: Rig) => openRig({ appliances: [bulb], telemetry: rig.telemetry, clock: rig.clock })

  test('is known after a restart, follows another habit, and goes when it is gone', async () => {
    const first = await openRig({ appliances: [bulb] })
    await beat(first, 9, seconds(40))
    first.gateway.flush()
    expect(first.telemetry.cadences()).toEqual([{ applianceId: 'lamp', intervalMs: 40_000 }])
    const second = await again(first)
    expect(expected(second)).toMatchObject({ intervalMs: 40_000, source: 'learned' })
    // One gap that goes on as before keeps it; a window of others takes it over.
    await beat(second, 2, seconds(40))
    expect(expected(second).intervalMs).toBe(40_000)
    await beat(second, 9, seconds(300))
    expect(expected(second).intervalMs).toBe(300_000)
    second.gateway.flush()
    const third = await again(second)
    expect(expected(third).intervalMs).toBe(300_000)
    for (const gap of [10, 400, 30, 900, 15, 700, 60, 1500, 20]) await beat(third, 1, seconds(gap))
    expect(expected(third).intervalMs).toBeUndefined()
    third.gateway.flush()
    expect(third.telemetry.cadences()).toEqual([])
  })

  test('silence counts by it from the start of listening, not before', async () => {
    const first = await openRig({ appliances: [bulb] })
    await beat(first, 9, seconds(40))
    first.gateway.flush(true)
    await first.clock.advance(days(1))
    const second = await again(first)
    expect(second.presence('lamp')).toBe('unknown not-heard-yet')
    second.say('lamp', 'heartbeat', '')
    await second.clock.advance(seconds(100))
    expect(second.presence('lamp')).toMatch(/^online/)
    await second.clock.advance(minutes(5))
    expect(second.presence('lamp')).not.toMatch(/^online/)
  })

  test('one that wavers is not written again and again, and what no appliance keeps is passed over', async () => {
    const database = openFile()
    const telemetry = openTelemetryStore(database)
    const rig = await openRig({ appliances: [bulb] })
    const saved: number[] = []
    const save = rig.telemetry.save
    rig.telemetry.save = (batch, done) => {
      saved.push(batch.cadences?.length ?? 0)
      save(batch, done)
    }
    for (let at = 0; at < 40; at++) {
      await beat(rig, 1, seconds(40) + ((at * 7919) % 3_000))
      rig.gateway.flush()
    }
    expect([saved.length, saved.reduce((sum, one) => sum + one)]).toEqual([40, 1])
    telemetry.save({ lastSeen: [], values: [], cadences: [{ applianceId: 'a', intervalMs: 40_000.4 }] })
    telemetry.save({ lastSeen: [], values: [], cadences: [{ applianceId: 'a', intervalMs: 50_000 }] })
    expect(telemetry.cadences()).toEqual([{ applianceId: 'a', intervalMs: 50_000 }])
    telemetry.save({ lastSeen: [], values: [], cadences: [{ applianceId: 'a', intervalMs: undefined }] })
    expect(telemetry.cadences()).toEqual([])
  })
})

describe('a command that was taken before a restart', () => {
  const lock = nativeAppliance('lock', { type: 'SMARTLOCK', properties: { lockState: {} } })
  const unlock = cekRequest({
    action: 'SetLockState',
    applianceId: 'lock',
    operands: { lockState: { value: 'UNLOCKED' } },
    messageId: 'unlock',
  })
  const turnOn = cekRequest({ action: 'TurnOn', applianceId: 'lamp', messageId: 'on' })
  const query = cekRequest({ action: 'HealthCheck', applianceId: 'lamp', messageId: 'well' })
  const open = (options: RigOptions) => openRig({ appliances: [lamp(), lock], ...options })
  const send = async (rig: Rig, body: Uint8Array): Promise<string | undefined> => {
    const answer = rig.receive(body)
    await rig.clock.advance(3_500)
    return (await answer)?.header.name
  }
  const commands = (rig: Rig): number => rig.published.filter(one => one.topic.endsWith('/set')).length

  test('is refused when it would unlock, however the process ended; others when it ended in good order', async () => {
    const answered = openAnsweredStore(openFile())
    const first = await open({ answered })
    for (const body of [unlock, turnOn, query]) await send(first, body)
    // A power cut: nothing else was written.
    const { clock } = first
    clock.stepWall(wallPlus(clock.wall(), -days(3_650)))
    const second = await open({ answered, clock })
    const before = commands(second)
    expect(await send(second, unlock)).toBe('ActionTemporarilyBlockedError')
    expect(commands(second)).toBe(before)
    expect(await send(second, turnOn)).not.toBe('ActionTemporarilyBlockedError')
    expect(commands(second)).toBe(before + 1)
    second.gateway.flush(true)
    const third = await open({ answered, clock })
    const refused = [await send(third, unlock), await send(third, turnOn)]
    expect(refused).toEqual(['ActionTemporarilyBlockedError', 'ActionTemporarilyBlockedError'])
    expect(await send(third, query)).not.toBe('ActionTemporarilyBlockedError')
    expect([commands(third), third.gateway.door.counters().repeated]).toEqual([0, 2])
  })

  test('is known for ten minutes after the start, and then forgotten', async () => {
    const answered = openAnsweredStore(openFile())
    const first = await open({ answered })
    await send(first, turnOn)
    first.gateway.flush(true)
    const second = await open({ answered, clock: first.clock })
    await first.clock.advance(minutes(10) - seconds(1))
    expect(await send(second, turnOn)).toBe('ActionTemporarilyBlockedError')
    expect(await send(second, turnOn)).not.toBe('ActionTemporarilyBlockedError')
  })

  test('is bounded on disk, and a disk that takes nothing costs no command', async () => {
    const answered = openAnsweredStore(openFile())
    for (let part = 0; part < 12; part++)
      answered.add(Array.from({ length: 100 }, (_, at) => `hash ${part * 100 + at}`))
    const kept = answered.load()
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([1_000, 'hash 200', 'hash 1199'])
    answered.add(['hash 1199'])
    answered.replace(Array.from({ length: 1_500 }, (_, at) => `new ${at}`))
    expect(answered.load()).toHaveLength(1_000)
    const full = (): never => {
      throw new StoreError('the disk is full')
    }
    const rig = await open({ answered: { ...answered, add: full } })
    expect(await send(rig, unlock)).toBeDefined()
    expect(rig.log.filter(line => line.message === 'a command could not be noted')).toHaveLength(1)
  })
})
