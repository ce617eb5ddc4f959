/** Everything the doctor may say, each brought about; the last test counts that nothing was left out. */
import { chmodSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../src/adapters/sqlite/telemetryStore.ts'
import { CHECKS } from '../../src/cli/doctor/doctor.ts'
import { admitPatient, type PatientSources } from '../../src/cli/doctor/patient.ts'
import { openEndRecord } from '../../src/compose/endRecord.ts'
import { openLinkDesk } from '../../src/compose/openLinkDesk.ts'
import { BUILT_AT } from '../../src/compose/version.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { hours, wallPlus, zoneOffset } from '../../src/kernel/time.ts'
import { manualClock } from '../support/manualClock.ts'
import { openWard, type Ward } from './doctorBench.ts'
import { quiet } from './linkBench.ts'
import { main } from './support.ts'

/** `id.code` of what was said. */
const seen = new Set<string>()

async function expectSays(ward: Ward, id: string, expected: readonly string[], given?: Partial<PatientSources>) {
  const said = await ward.says(id, given)
  expect(said).toEqual(expected)
  for (const one of said) seen.add(`${id}.${one.split(' ')[0]}`)
}

const MIB = 1_048_576

/** Takes a port for the rest of the test. */
async function occupy(port: number): Promise<void> {
  const server = createServer()
  onTestFinished(() => void server.close())
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
}

describe('without a gateway', () => {
  test('configuration: good, none, wrong, doubtful; without a good one most cannot be looked at', async () => {
    const ward = await openWard()
    await expectSays(ward, 'configuration', ['good ok'])
    await expectSays(ward, 'configuration', ['none failure'], { configFile: undefined })
    const closed = { configFile: undefined, closedFolder: '/etc/clova2mqtt' }
    await expectSays(ward, 'configuration', ['closed failure'], closed)
    await expectSays(await openWard('mqtt: { host: 0.0.0.0, anonymous: true }'), 'configuration', ['doubtful warning'])
    const wrong = await openWard('edition: US')
    await expectSays(wrong, 'configuration', ['wrong failure'])
    const skipped = (await wrong.lines()).filter(({ code }) => code === 'needs-config' || code === 'noConfig')
    expect(skipped.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['outside', 'service', 'disk', 'permissions', 'database', 'key']),
    )
  })

  test('gateway: stopped, hidden; ports: free and taken', async () => {
    const ward = await openWard()
    await expectSays(ward, 'service', ['stopped failure'])
    await expectSays(ward, 'webhook', ['free skipped'])
    await expectSays(ward, 'broker', ['free skipped'])
    await occupy(ward.ports.webhook)
    await occupy(ward.ports.broker)
    await expectSays(ward, 'webhook', ['taken failure'])
    await expectSays(ward, 'broker', ['taken failure'])
    await expectSays(await openWard('control: { socket: none }'), 'service', ['hidden warning'])
    await expectSays(await openWard('mqtt: { url: mqtt://127.0.0.1:1 }'), 'broker', ['unknown skipped'])
  })

  test('Node: good and old; clock: good, before the program, not synchronised', async () => {
    const ward = await openWard()
    await expectSays(ward, 'node', ['good ok'])
    for (const node of ['18.20.4', '20.18.9']) await expectSays(ward, 'node', ['old failure'], { node })
    for (const node of ['20.19.0', '22.0.0']) await expectSays(ward, 'node', ['good ok'], { node })
    const clock = manualClock()
    clock.stepWall(wallPlus(BUILT_AT, 1))
    await expectSays(ward, 'clock', ['good ok'], { clock })
    clock.setTrusted(false)
    await expectSays(ward, 'clock', ['unsure warning'], { clock })
    clock.stepWall(wallPlus(BUILT_AT, -1))
    await expectSays(ward, 'clock', ['unset failure'], { clock })
    await expectSays(ward, 'native', ['good ok'])
    await expectSays(ward, 'disk', ['good ok'])
  })

  test('permissions: no folder, no folder at all, of another user, open, readable, good', async () => {
    await expectSays(await openWard('', { isMade: false }), 'permissions', ['noFolder warning'])
    const file = await openWard('', { isMade: false })
    writeFileSync(file.data, '')
    await expectSays(file, 'permissions', ['forbidden failure'])
    const ward = await openWard()
    writeFileSync(join(ward.data, 'x'), '')
    await expectSays(ward, 'permissions', ['good ok'])
    await expectSays(ward, 'permissions', ['foreign failure'], { uid: (process.getuid?.() ?? 0) + 1 })
    chmodSync(ward.file, 0o644)
    await expectSays(ward, 'permissions', ['readable warning'])
    chmodSync(ward.data, 0o755)
    await expectSays(ward, 'permissions', ['open warning'])
  })

  test('database: none, good, damaged', async () => {
    const ward = await openWard()
    await expectSays(ward, 'database', ['none warning'])
    const file = join(ward.data, 'clova2mqtt.db')
    openDatabase({ file, log: quiet }).close()
    await expectSays(ward, 'database', ['good ok'])
    writeFileSync(file, 'nonsense '.repeat(1000))
    await expectSays(ward, 'database', ['bad failure'])
    // The rows that need it go on without it.
    expect((await ward.lines()).map(({ code }) => code)).not.toContain('broke')
  })

  test('last end: none, asked for, fault, memory, without a word', async () => {
    const ward = await openWard()
    await expectSays(ward, 'last-end', ['none ok'])
    const record = openEndRecord({ folder: ward.data, clock: manualClock(), zone: zoneOffset('UTC'), log: quiet })
    await expectSays(ward, 'last-end', ['silent warning'])
    for (const [kind, level] of [
      ['signal', 'ok'],
      ['fault', 'warning'],
      ['memory', 'warning'],
    ] as const) {
      record.note(kind, 'detail')
      await expectSays(ward, 'last-end', [`${kind} ${level}`])
    }
  })

  test('appliances: nothing stored, the last word of each, and no more than a screen of them', async () => {
    const ward = await openWard()
    await expectSays(ward, 'appliances', ['unheard skipped'])
    const database = openDatabase({ file: join(ward.data, 'clova2mqtt.db'), log: quiet })
    await expectSays(ward, 'appliances', ['unheard skipped'])
    const at = { wall: manualClock().wall(), origin: 'arrival' as const }
    const lastSeen = Array.from({ length: 31 }, (_, index) => ({ applianceId: `lamp-${index}`, at }))
    openTelemetryStore(database).save({ lastSeen, values: [] })
    database.close()
    const said = await ward.says('appliances')
    expect([said.length, said[0], said.at(-1)]).toEqual([31, 'stored skipped', 'more skipped'])
    seen.add('appliances.stored')
  })

  test('key: none, good, damaged, of our own', async () => {
    const ward = await openWard()
    await expectSays(ward, 'key', ['none failure'])
    const file = join(ward.data, 'cek-public-key.pem')
    writeFileSync(file, 'no key')
    await expectSays(ward, 'key', ['broken failure'])
    unlinkSync(file)
    writeFileSync(file, readFileSync(join(ward.folder, 'key.pem')))
    await expectSays(ward, 'key', ['good ok'])
    await expectSays(await openWard('webhook: { port: WEBHOOK, key: { file: key.pem } }'), 'key', ['own warning'])
  })

  test('logins: anybody gets in, nobody may link, the first password lies about, good', async () => {
    await expectSays(await openWard('mqtt: { host: 0.0.0.0, anonymous: true }'), 'credentials', ['anonymous warning'])
    const ward = await openWard()
    openDatabase({ file: join(ward.data, 'clova2mqtt.db'), log: quiet }).close()
    await expectSays(ward, 'credentials', ['nobody failure'])
    const handle = openLinkDesk(ward.config(), { clock: manualClock(), log: quiet })
    await handle.desk.addUser('mina', new Secret('correct horse battery'))
    handle.close()
    await expectSays(ward, 'credentials', ['good ok'])
    writeFileSync(join(ward.data, 'first-login.txt'), 'x')
    await expectSays(ward, 'credentials', ['written warning'])
  })
})

describe('beside a gateway', () => {
  test('what runs well is told so, and what it refused with the reason', async () => {
    const ward = await openWard()
    const { running } = await ward.start()
    for (const id of ['service', 'webhook', 'broker', 'database', 'announcements'])
      await expectSays(ward, id, ['good ok'])
    await expectSays(ward, 'appliances', ['none warning'])
    await expectSays(ward, 'wear', ['early skipped'])
    await expectSays(ward, 'last-end', ['none ok'])
    await expectSays(ward, 'signed', ['good ok'])
    // A test of our own says nothing of CLOVA.
    await expectSays(ward, 'directive', ['none warning'])
    await expectSays(ward, 'tunnel', ['own ok'])
    await expectSays(ward, 'exposure', ['unsure warning'])
    expect((await ward.lines()).find(({ id }) => id === 'exposure')?.text).toMatch(/^cannot be told: \w+/)
    const message = { topic: 'clova2mqtt/fan/config', payload: Buffer.from('{"type":"FRIDGE"}'), retained: false }
    running.gateway.inbound.message(message)
    await expectSays(ward, 'announcements', ['refused warning'])
    const refused = (await ward.lines()).find(({ code }) => code === 'refused')
    expect(refused?.text).toMatch(/^fan refused: \S+/)
    expect(refused?.next).toContain('clova2mqtt/fan/config')
  })

  test('memory: high and good', async () => {
    const ward = await openWard('memory: { warnMiB: 64, restartMiB: 16384 }')
    await ward.start()
    await expectSays(ward, 'memory', ['high warning'])
    const other = await openWard('memory: { warnMiB: 16383, restartMiB: 16384 }')
    await other.start()
    await expectSays(other, 'memory', ['good ok'])
  })

  test('a signed directive: refused, answered; and the word on the last one', async () => {
    const ward = await openWard('webhook: { port: WEBHOOK, key: { file: key.pem } }')
    const { running } = await ward.start()
    const other = (await openWard()).privateKey
    await expectSays(ward, 'signed', ['unsigned failure'], { signingKey: other })
    await expectSays(ward, 'directive', ['refused failure'])
    await expectSays(ward, 'signed', ['good ok'], { signingKey: ward.privateKey })
    await expectSays(ward, 'directive', ['good ok'])
    await expectSays(ward, 'signed', ['wrong failure'], { signingKey: 'no key' })
    await running.listener.close(0)
    await expectSays(ward, 'signed', ['wrong failure'], { signingKey: ward.privateKey })
    const tokens = await main(['token', 'list', '--json', '--config', ward.file])
    expect(new Set((JSON.parse(tokens.out) as { state: string }[]).map(({ state }) => state))).toEqual(
      new Set(['revoked']),
    )
  })
})

describe('beside a gateway that says so', () => {
  const DAY = { uptimeMs: hours(24), webhook: { url: 'http://x' }, broker: { connected: true } }

  const BUDGET = { dailyBudgetBytes: 100 * MIB }

  test('wear, a database that fails or was replaced, a broker that is lost or outside, the way in', async () => {
    const cases = [
      ['wear', { ...DAY, database: { ...BUDGET, todayBytes: 42 * MIB } }, 'first ok'],
      ['wear', { ...DAY, database: { ...BUDGET, todayBytes: 1, yesterdayBytes: 99 * MIB } }, 'good ok'],
      ['wear', { ...DAY, database: { ...BUDGET, todayBytes: 101 * MIB, yesterdayBytes: 1 } }, 'much warning'],
      ['wear', { ...DAY, database: { ...BUDGET, todayBytes: 1, yesterdayBytes: 101 * MIB } }, 'much warning'],
      ['database', { ...DAY, database: { failing: true } }, 'failing failure'],
      ['database', { ...DAY, database: { degraded: true } }, 'failing failure'],
      ['database', { ...DAY, database: { damagedFile: '/x' } }, 'replaced warning'],
      ['exposure', { ...DAY, exposure: { word: 'reachable' } }, 'good ok'],
      ['exposure', { ...DAY, exposure: { word: 'unreachable' } }, 'lost failure'],
      ['tunnel', { ...DAY, exposure: { tunnel: { state: 'up' } } }, 'good ok'],
      ['tunnel', { ...DAY, exposure: { tunnel: { state: 'starting' } } }, 'starting skipped'],
      ['tunnel', { ...DAY, exposure: { tunnel: { state: 'down' } } }, 'down failure'],
      ['tunnel', { ...DAY, exposure: { tunnel: { state: 'stopped' } } }, 'down failure'],
      ['broker', DAY, 'outside ok'],
      ['broker', { ...DAY, broker: { connected: false } }, 'lost failure'],
      ['last-end', { ...DAY, lastEnd: { kind: 'memory', at: 'x', detail: 'y' } }, 'memory warning'],
    ] as const
    for (const [id, status, expected] of cases) {
      const ward = await openWard()
      await ward.pretend(status)
      await expectSays(ward, id, [expected])
    }
    expect(cases).toHaveLength(16)
  })

  test('appliances: each one by itself, the troubled first, and no more than a screen of them', async () => {
    const ward = await openWard()
    const one = (id: string, presence: string, faults: readonly string[] = []) => ({
      id,
      name: id,
      presence,
      faults,
      evidence: { en: 'because', ko: 'x', ja: 'x' },
    })
    const lost = Array.from({ length: 30 }, (_, index) => one(`lost-${index}`, 'offline'))
    await ward.pretend(DAY, [
      one('a', 'online'),
      one('c', 'unknown'),
      one('d', 'online', ['duplicate-client']),
      ...lost,
    ])
    const said = await ward.says('appliances')
    expect(said.slice(0, 3)).toEqual(['unknown warning', 'twice failure', 'offline warning'])
    expect([said.length, said.at(-1)]).toEqual([31, 'more skipped'])
    for (const line of said) seen.add(`appliances.${line.split(' ')[0]}`)
    const well = await openWard()
    await well.pretend(DAY, [one('c', 'unknown'), one('a', 'online')])
    await expectSays(well, 'appliances', ['unknown warning', 'good ok'])
    const lines = await well.lines()
    expect(lines.find(({ code }) => code === 'unknown')).toMatchObject({
      text: 'c is unknown: because',
      next: 'clova2mqtt appliances show c',
    })
  })

  test('a socket of another user', async () => {
    const row = CHECKS.find(({ id }) => id === 'service')
    const ward = await openWard()
    const admitted = await admitPatient({
      ...{ clock: manualClock(), language: 'en', configFile: ward.file, environment: {}, node: '20.19.0', uid: 0 },
      ...{ signingKey: undefined, authority: undefined, isOffline: true },
    })
    const gateway = { runs: false, reason: 'no permission', forbidden: true } as const
    const found = await row?.examine({ ...admitted, gateway })
    expect(found?.map(({ code }) => code)).toEqual(['forbidden'])
    seen.add('service.forbidden')
  })
})

test('everything any row may say has been brought about', () => {
  const here = CHECKS.filter(({ id }) => id !== 'console' && id !== 'outside.directive')
  const all = here.flatMap(({ id, sayings }) => Object.keys(sayings).map(code => `${id}.${code}`))
  expect(all.filter(one => !seen.has(one) && !ELSEWHERE.has(one))).toEqual([])
  expect([...seen].filter(one => !all.includes(one))).toEqual([])
  expect(all.length).toBeGreaterThan(60)
})

/** In test/release and doctorCommand.test.ts; the two rows that are left out are all of doctorConsole.test.ts. */
const ELSEWHERE = new Set(['native.broken', 'disk.low', 'disk.full', 'announcements.document'])
