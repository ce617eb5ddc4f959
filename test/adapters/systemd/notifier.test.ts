/** What systemd is told, by a program in place of systemd-notify that writes down what it is given. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openNotifier } from '../../../src/adapters/systemd/notifier.ts'
import { memoryLog } from '../log/memoryLog.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-notify-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** One line a call: the arguments, then the names of its environment. */
function openFake(script = ''): { environment: Record<string, string>; calls: () => readonly string[] } {
  const told = join(folder, 'told')
  const program = join(folder, 'systemd-notify')
  const body = `#!/bin/sh\n${script}\nprintf '%s|' "$@" >> '${told}'\nenv | cut -d= -f1 | grep -v -e PWD -e SHLVL -e '^_$' | sort | tr '\\n' ' ' >> '${told}'\necho >> '${told}'\n`
  writeFileSync(program, body)
  chmodSync(program, 0o755)
  const environment = { NOTIFY_SOCKET: '/run/systemd/notify', PATH: `${folder}:${process.env['PATH']}`, SECRET: 'x' }
  return {
    environment,
    calls: () => (existsSync(told) ? readFileSync(told, 'utf8').trimEnd().split('\n') : []),
  }
}

describe('what is told', () => {
  test('goes out as assignments, with the socket and nothing else of our environment', async () => {
    const { environment, calls } = openFake()
    const notifier = openNotifier({ environment, pid: 1, log: memoryLog() })
    notifier.tell('ready', 'serving')
    await notifier.settled()
    expect(calls()).toEqual(['READY=1|STATUS=serving|NOTIFY_SOCKET PATH'])
  })

  test('goes out one call after another, and together what comes meanwhile', async () => {
    const { environment, calls } = openFake('sleep 0.1')
    const notifier = openNotifier({ environment, pid: 1, log: memoryLog() })
    notifier.tell('ready', 'first')
    for (let count = 0; count < 50; count++) notifier.tell('alive', `line ${count}`)
    notifier.tell('reloading')
    notifier.tell('ready')
    notifier.tell('stopping')
    await notifier.settled()
    expect(calls().map(line => line.replace(/\|[^|]*$/, ''))).toEqual([
      'READY=1|STATUS=first',
      'WATCHDOG=1|STATUS=line 49|READY=1|STOPPING=1',
    ])
  })

  test('is one line without anything that could pose as another assignment', async () => {
    const { environment, calls } = openFake()
    const notifier = openNotifier({ environment, pid: 1, log: memoryLog() })
    notifier.tell('alive', `a\nMAINPID=1\u0007${'x'.repeat(400)}`)
    await notifier.settled()
    const [line = ''] = calls()
    expect(line.startsWith('WATCHDOG=1|STATUS=a MAINPID=1 xxx')).toBe(true)
    expect(line.length).toBeLessThan(260)
  })

  test('a program that fails or is missing costs one line of the log, and the next call is made all the same', async () => {
    for (const environment of [
      openFake('echo no >&2; exit 1').environment,
      { NOTIFY_SOCKET: '/x', PATH: join(folder, 'empty') },
    ]) {
      const log = memoryLog()
      const notifier = openNotifier({ environment, pid: 1, log })
      for (const news of ['ready', 'alive', 'stopping'] as const) {
        notifier.tell(news)
        await notifier.settled()
      }
      expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
        ['error', 'systemd cannot be told how the gateway is'],
      ])
    }
  })
})

describe('whether anybody asks', () => {
  test('without a socket nobody is told, and no watchdog waits', async () => {
    const { environment, calls } = openFake()
    for (const socket of [undefined, '']) {
      const asked = { ...environment, NOTIFY_SOCKET: socket, WATCHDOG_USEC: '1000000' }
      const notifier = openNotifier({ environment: asked, pid: 1, log: memoryLog() })
      notifier.tell('ready')
      await notifier.settled()
      expect(notifier.watchdogMs).toBeUndefined()
    }
    expect(calls()).toEqual([])
  })

  test.each([
    [{ WATCHDOG_USEC: '60000000' }, 60_000],
    [{ WATCHDOG_USEC: '60000000', WATCHDOG_PID: '77' }, 60_000],
    [{ WATCHDOG_USEC: '60000000', WATCHDOG_PID: '78' }, undefined],
    [{ WATCHDOG_USEC: '0' }, undefined],
    [{ WATCHDOG_USEC: '-5' }, undefined],
    [{ WATCHDOG_USEC: 'soon' }, undefined],
    [{}, undefined],
  ])('%j', (variables, expected) => {
    const environment = { NOTIFY_SOCKET: '/x', ...variables }
    expect(openNotifier({ environment, pid: 77, log: memoryLog() }).watchdogMs).toBe(expected)
  })
})
