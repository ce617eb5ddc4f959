/** The doctor as a command, its way in from outside, and a disk that is nearly full. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import { CHECKS } from '../../src/cli/doctor/doctor.ts'
import { MAY_MOUNT, mountTmpfs } from '../adapters/sqlite/support.ts'
import { until } from '../support/until.ts'
import { openWard } from './doctorBench.ts'
import { quiet } from './linkBench.ts'
import { main } from './support.ts'

describe('the way in', () => {
  test('is left out on demand, needs a database, and is told step by step', async () => {
    const ward = await openWard()
    expect(await ward.says('outside')).toEqual(['offline skipped'])
    expect(await ward.says('outside', { isOffline: false })).toEqual(['noDatabase skipped'])
    openDatabase({ file: join(ward.data, 'clova2mqtt.db'), log: quiet }).close()
    expect(await ward.says('outside.address', { isOffline: false })).toEqual(['failed failure'])
    const open = await openWard('webhook: { port: WEBHOOK, publicUrl: https://home.test }')
    openDatabase({ file: join(open.data, 'clova2mqtt.db'), log: quiet }).close()
    const outside = {
      resolve: async () => ['203.0.113.7'],
      target: { connectTo: { host: '127.0.0.1', port: open.ports.broker } },
    }
    const lines = (await open.lines({ isOffline: false, outside })).filter(({ id }) => id.startsWith('outside.'))
    expect(lines.map(({ id, level }) => `${id} ${level}`)).toEqual([
      'outside.address ok',
      'outside.port ok',
      'outside.name ok',
      'outside.connect warning',
    ])
    expect(lines.at(-1)?.next).toContain('clova2mqtt link show --check')
  })
})

describe('the command', () => {
  test('prints lines with what to do, JSON on demand, and ends with 1 when something failed', async () => {
    const ward = await openWard()
    const asked = ['doctor', '--offline', '--config', ward.file]
    const said = await main([...asked, '--lang', 'en'])
    expect([said.code, said.out]).toEqual([
      1,
      expect.stringContaining('[FAILURE] Gateway: does not run\n    Next: sudo systemctl start'),
    ])
    expect(said.out).toMatch(/\n\d failure\(s\), \d warning\(s\)\n$/)
    const { code, out } = await main([...asked, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'service', code: 'stopped', level: 'failure', next: expect.any(String) }),
      ]),
    )
    const none = await main(['doctor', '--key', join(ward.folder, 'none')])
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('cannot be read')])
  })

  test('beside a well gateway ends with 0', async () => {
    const ward = await openWard('webhook: { port: WEBHOOK, key: { file: key.pem } }\nlinking: { enabled: false }')
    await ward.start()
    const { code, out } = await main(['doctor', '--offline', '--config', ward.file, '--lang', 'ja'])
    expect([code, out.includes('失敗 0')]).toEqual([0, true])
  })
})

describe.skipIf(!MAY_MOUNT)(`a disk${MAY_MOUNT ? '' : ' (left out: this user may not mount a tmpfs)'}`, () => {
  test.each([
    [32, 'full failure'],
    [128, 'low warning'],
    [512, 'good ok'],
  ])('of %i MiB is told: %s', async (mebibytes, expected) => {
    const { folder } = mountTmpfs(mebibytes * 1024)
    const ward = await openWard(`dataFolder: ${folder}`)
    expect(await ward.says('disk')).toEqual([expected])
  })
})

test('a document of discovery that is refused is told with the reason', async () => {
  const ward = await openWard()
  const { running } = await ward.start()
  const topic = 'homeassistant/switch/pump/config'
  running.gateway.inbound.message({ topic, payload: Buffer.from('{"name":'), retained: true })
  await until(() => running.gateway.announcements?.refused().size === 1, 'the refusal')
  expect(await ward.says('announcements')).toEqual(['document warning'])
  expect((await ward.lines()).find(({ code }) => code === 'document')?.text).toContain(topic)
})

test('reasons of refusals are told in the language that was asked for', async () => {
  const ward = await openWard()
  const { running } = await ward.start()
  const config = (topic: string, said: string) =>
    running.gateway.inbound.message({ topic, payload: Buffer.from(said), retained: true })
  config('clova2mqtt/fan/config', '{"type":"FAN"}')
  config('homeassistant/switch/pump/config', '{"name":')
  await until(() => running.gateway.announcements?.refused().size === 1, 'the refusal')
  const rows = [
    ['ko', 'fan 거절됨: name이 없음', '문서를 읽을 수 없음: homeassistant/switch/pump/config (JSON이 아님)'],
    ['ja', 'fan を拒否: name がない', '文書が読めない: homeassistant/switch/pump/config（JSON ではない）'],
    ['en', 'fan refused: name is missing', 'document cannot be read: homeassistant/switch/pump/config (not JSON)'],
  ] as const
  for (const [language, ...expected] of rows) {
    const told = (await ward.lines({ language })).filter(({ id }) => id === 'announcements')
    expect(told.map(({ text }) => text)).toEqual(expected)
  }
})

test('every text has the same places in the three languages, and what is not well says what to do', () => {
  const placesOf = (text: string): string => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join()
  let count = 0
  for (const { id, title, sayings } of CHECKS) {
    const said = Object.values(sayings).flatMap(one => ('next' in one ? [one.what, one.next] : [one.what]))
    for (const { ko, ja, en } of [title, ...said]) {
      expect([id, placesOf(ko), placesOf(ja)]).toEqual([id, placesOf(en), placesOf(en)])
      expect([ko, ja, en].every(one => one !== '')).toBe(true)
      count++
    }
  }
  expect(count).toBeGreaterThan(110)
})
