import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readScript, stepsOf } from '../../src/cli/demoSteps.ts'
import { interfaceOf } from '../../src/protocol/catalog.ts'
import type { Edition } from '../../src/protocol/edition.ts'
import { isAction } from '../../src/protocol/interfaces.ts'
import { begin, main, temporaryFolder } from './support.ts'

const FAMILIES = ['action', 'decrement', 'discover', 'get', 'health', 'increment', 'set', 'switch']

describe('the demonstration', () => {
  test.each<Edition>(['KR', 'JP'])('has a directive of every family in edition %s', edition => {
    const actions = stepsOf(readScript(), edition).map(step => step.action)
    const families = actions.flatMap(action => (isAction(action) ? [interfaceOf(action).family] : []))
    expect(families).toHaveLength(actions.length)
    expect([...new Set(families)].sort()).toEqual(FAMILIES)
  })

  test.each<Edition>(['KR', 'JP'])('ends as expected in edition %s and leaves nothing behind', async edition => {
    const folder = join(temporaryFolder(), 'tmp')
    mkdirSync(folder)
    const started = Date.now()
    const { code, out, err } = await main(['demo', '--once', '--edition', edition], { env: { TMPDIR: folder } })
    expect(err).toBe('')
    expect(out).toContain(`All ${stepsOf(readScript(), edition).length} directives ended as expected.`)
    expect(out).not.toContain('✗')
    expect(code).toBe(0)
    expect(readdirSync(folder).filter(name => name.startsWith('clova2mqtt'))).toEqual([])
    expect(Date.now() - started).toBeLessThan(30_000)
  })

  test('stays up with commands that work, breaks appliances on demand, and ends with Ctrl-C', async () => {
    const demo = begin(['demo'], { env: { TMPDIR: temporaryFolder() } })
    await demo.says('Log of the gateway')
    const command = /src\/main\.ts (cek .*)/.exec(demo.out())?.[1]?.split(' ') ?? []
    expect(command.length).toBeGreaterThan(5)
    expect(await main(command)).toMatchObject({ code: 0 })
    demo.child.stdin?.write('fault living-room-light erring:1306\n')
    await demo.says('\nfault living-room-light erring:1306')
    const broken = await main(command)
    expect(broken.out).toContain('ActionTemporarilyBlockedError')
    expect(broken.code).toBe(1)
    demo.child.kill('SIGINT')
    expect((await demo.ended).code).toBe(0)
  }, 60_000)
})
