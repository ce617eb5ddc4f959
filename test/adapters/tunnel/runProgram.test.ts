/** Programs with their children: ended in order, by force, and with the gateway. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findProgram } from '../../../src/adapters/tunnel/findProgram.ts'
import { runProgram } from '../../../src/adapters/tunnel/runProgram.ts'
import { clock, isAlive, until } from './support.ts'

function begun(script: string) {
  const lines: string[] = []
  const running = runProgram({ program: 'sh', args: ['-c', script], clock, line: line => lines.push(line) })
  onTestFinished(() => running.stop(0))
  return { running, lines }
}

const pidIn = (lines: readonly string[], word: string): number | undefined => {
  const line = lines.find(one => one.startsWith(`${word} `))
  return line === undefined ? undefined : Number(line.slice(word.length + 1))
}

describe('a program', () => {
  test('is heard on both outputs, to its last line', async () => {
    const { running, lines } = begun('echo out; echo err >&2; printf last; exit 3')
    expect(await running.ended).toEqual({ kind: 'exit', detail: 'exit status 3' })
    expect([...lines].sort()).toEqual(['err', 'last', 'out'])
  })

  test('is asked to end, and what it started goes with it', async () => {
    const { running, lines } = begun('trap "echo bye; exit 0" TERM; sleep 1000 & echo "child $!"; wait')
    const child = await until('a child', () => pidIn(lines, 'child'))
    await running.stop(10_000)
    expect(await running.ended).toEqual({ kind: 'exit', detail: 'exit status 0' })
    expect(lines).toContain('bye')
    await until('no child', () => !isAlive(child))
  })

  test('is killed with its children when it does not listen', async () => {
    const { running, lines } = begun(
      'trap "" TERM; sh -c "trap \\"\\" TERM; sleep 1000" & echo "child $!"; while :; do wait; done',
    )
    const child = await until('a child', () => pidIn(lines, 'child'))
    await running.stop(200)
    expect(await running.ended).toEqual({ kind: 'exit', detail: 'signal SIGKILL' })
    await until('no child', () => !isAlive(child))
  })

  test('that ends by itself leaves no child behind, and its pipes hold up nothing', async () => {
    const { running, lines } = begun('setsid sleep 3 & sleep 1000 & echo "child $!"; exit 0')
    expect((await running.ended).detail).toBe('exit status 0')
    const child = pidIn(lines, 'child') ?? 0
    await until('no child', () => !isAlive(child))
  })

  test('a stop after the end, and two stops, do no harm', async () => {
    const { running } = begun('exit 0')
    await running.ended
    await running.stop(0)
    const { running: other } = begun('sleep 1000')
    await Promise.all([other.stop(5000), other.stop(5000)])
    expect((await other.ended).detail).toBe('signal SIGTERM')
  })

  test('sees little of our environment', async () => {
    process.env['CLOVA2MQTT_TEST_SECRET'] = 'sesame'
    onTestFinished(() => void delete process.env['CLOVA2MQTT_TEST_SECRET'])
    const { running, lines } = begun('env')
    await running.ended
    const names = lines
      .map(line => line.split('=')[0])
      .filter(name => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name ?? ''))
    expect(names.filter(name => !['LC_ALL', 'PATH', 'HOME', 'USER', 'LOGNAME'].includes(name ?? ''))).toEqual([])
    expect(names).toContain('LC_ALL')
  })
})

const NEEDS = findProgram('setpriv') === undefined ? ' (left out: no setpriv)' : ''

test.skipIf(NEEDS !== '')(`a gateway that is killed takes the program along${NEEDS}`, async () => {
  const source = fileURLToPath(new URL('children/holdProgram.ts', import.meta.url))
  const gateway = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), source], { stdio: 'pipe' })
  onTestFinished(() => void gateway.kill('SIGKILL'))
  let said = ''
  gateway.stdout.on('data', piece => {
    said += piece
  })
  const of = (word: string) => pidIn(said.split('\n').slice(0, -1), word)
  const program = await until('a program', () => of('pid'))
  const child = await until('its child', () => of('child'))
  onTestFinished(() => {
    if (isAlive(child)) process.kill(child, 'SIGKILL')
  })
  expect(isAlive(program)).toBe(true)
  gateway.kill('SIGKILL')
  await until('no program', () => !isAlive(program))
  // The kernel kills the program itself; what that has started ends by itself when its pipes close, or not at all.
  expect(isAlive(child)).toBe(true)
})
