/** Whatever takes `--json` prints one JSON document on standard output, and nothing for people beside it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { begin, temporaryFolder } from './support.ts'

/** Asked of the running gateway: tried in announced.test.ts, gateway.test.ts and overrides.test.ts. */
const NEED_A_GATEWAY = ['status', 'appliances', 'announcements']

const PASSWORD = 'correct horse battery'

/** Some twenty programs, one after another. */
const LONG_MS = 150_000

test(
  'beside a gateway that does not run',
  async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'clova2mqtt.yaml')
    writeFileSync(
      file,
      'language: en\nappliances: { lamp: { type: LIGHT, name: lamp, native: true, properties: { power: } } }\n',
    )
    mkdirSync(join(folder, 'data'))
    const asked = new Set<string>()
    const told = async (args: readonly string[], input = ''): Promise<unknown> => {
      asked.add(args[0] ?? '')
      const running = begin([...args, '--json', '--config', file], { cwd: folder })
      running.child.stdin?.end(input)
      const { out, err } = await running.ended
      expect([args, err]).toEqual([args, ''])
      return JSON.parse(out)
    }

    const created = (await told(['token', 'create', '--label', 'desk'])) as { id: string }
    const { id } = created
    expect(created).toEqual({ id, label: 'desk', token: expect.any(String), expiresAt: expect.stringMatching(/^2/) })
    expect(await told(['token', 'list'])).toEqual([expect.objectContaining({ id, state: 'live' })])
    expect(await told(['token', 'revoke', id])).toEqual({ id, state: 'revoked' })

    expect(await told(['user', 'list'])).toEqual([])
    expect(await told(['user', 'add', 'Mina'], `${PASSWORD}\n`)).toEqual({ name: 'mina' })
    expect(await told(['user', 'passwd', 'mina'], `${PASSWORD} 2\n`)).toEqual({ name: 'mina', liveLinks: 0 })
    expect(await told(['user', 'list'])).toEqual([expect.objectContaining({ name: 'mina', liveLinks: 0 })])
    expect(await told(['user', 'remove', 'mina'])).toEqual({ name: 'mina', revokedLinks: 0 })

    expect(await told(['link', 'status'])).toEqual({ links: [] })
    expect(await told(['link', 'show'])).toMatchObject({ edition: 'KR', publicUrl: null })
    expect(await told(['link', 'renew-secret'])).toEqual({ id: expect.any(String), secret: expect.any(String) })

    expect(await told(['backup'])).toMatchObject({ file: expect.stringMatching(/\.db$/) })
    expect(await told(['backup', 'list'])).toEqual([expect.objectContaining({ good: true, problem: null })])

    expect(await told(['check'])).toMatchObject({ ok: true, appliances: [{ id: 'lamp' }] })
    expect(await told(['doctor', '--offline'])).toContainEqual(
      expect.objectContaining({ id: 'service', level: 'failure' }),
    )

    expect(await told(['cek', '--list'])).toContainEqual({
      action: 'SetBrightness',
      family: 'set',
      values: [{ key: 'brightness', required: true }],
    })
    expect(await told(['cek', '--keygen', '--key', 'desk.pem'])).toEqual({
      file: join(folder, 'desk.pem'),
      publicFile: join(folder, 'desk.pub.pem'),
    })

    const takers = Object.keys(COMMANDS).filter(name => Object.hasOwn(COMMANDS[name]?.options ?? {}, 'json'))
    expect([...asked, ...NEED_A_GATEWAY].sort()).toEqual(takers.sort())
  },
  LONG_MS,
)
