/** The unit as systemd reads it, where systemd is installed; and what the unit promises about itself, everywhere. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { defaultConfig } from '../../src/config/loadConfig.ts'
import { ROOT } from './files.ts'

const UNIT = readFileSync(join(ROOT, 'systemd/clova2mqtt.service'), 'utf8')

const HAS_SYSTEMD = spawnSync('systemd-analyze', ['--version']).status === 0
const NEEDS = HAS_SYSTEMD ? '' : ' (left out: no systemd-analyze)'

/** Keys that systemd 252 (Debian 12) does not know yet and ignores. */
const NEWER = /Unknown key '(?:RestartSteps|RestartMaxDelaySec)' in section \[Service\], ignoring\.$/

const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-unit-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Node may stand elsewhere on this machine; systemd checks that the program exists. */
function analyze(
  command: readonly string[],
  unit = UNIT,
): { status: number | null; out: string; complaints: string[] } {
  const file = join(folder, 'clova2mqtt.service')
  writeFileSync(file, unit.replace('/usr/bin/node', process.execPath))
  const { status, stdout, stderr } = spawnSync('systemd-analyze', [...command, file], { encoding: 'utf8' })
  const complaints = stderr.split('\n').filter(line => line !== '' && !NEWER.test(line))
  return { status, out: stdout, complaints }
}

describe.skipIf(!HAS_SYSTEMD)(`systemd-analyze${NEEDS}`, () => {
  test('finds nothing wrong with the unit', () => {
    expect(analyze(['verify', '--man=no'])).toEqual({ status: 0, out: '', complaints: [] })
  })

  test('would find a misspelt key', () => {
    const { complaints } = analyze(['verify', '--man=no'], UNIT.replace('ProtectHome=', 'ProtectHomes='))
    expect(complaints.join()).toContain("Unknown key 'ProtectHomes'")
  })

  test('rates its exposure at 1.5 or less, of 10', () => {
    const { status, out } = analyze(['security', '--offline=true', '--no-pager'])
    const exposure = Number(/exposure level for \S+: (\d+\.\d)/.exec(out)?.[1])
    expect([status, exposure <= 1.5 && exposure > 0, exposure]).toEqual([0, true, exposure])
  })
})

const settings = UNIT.split('\n').filter(line => /^\w+=/.test(line))

test('hardening is complete: these lines are never dropped', () => {
  const needed = [
    'CapabilityBoundingSet=',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'ProtectHome=yes',
    'PrivateTmp=yes',
    'PrivateDevices=yes',
    'PrivateUsers=yes',
    'RestrictNamespaces=yes',
    'LockPersonality=yes',
    'SystemCallFilter=@system-service',
    'SystemCallFilter=~@privileged @resources',
    'UMask=0077',
    'User=clova2mqtt',
    'StateDirectoryMode=0700',
  ]
  expect(needed.filter(line => !settings.includes(line))).toEqual([])
  expect(settings.length).toBeGreaterThan(45)
})

test('it waits for READY, restarts what no longer feeds the watchdog, and takes the word of systemd-notify', () => {
  const needed = ['Type=notify', 'NotifyAccess=all', 'WatchdogSec=60', 'TimeoutStartSec=180', 'Restart=always']
  expect(needed.filter(line => !settings.includes(line))).toEqual([])
})

test('it is started again for ever, soon enough for the minute in which it is to be reachable again', () => {
  const needed = ['StartLimitIntervalSec=0', 'RestartSec=2', 'RestartSteps=4', 'RestartMaxDelaySec=20']
  expect(needed.filter(line => !settings.includes(line))).toEqual([])
})

test('it waits neither for the clock to be set nor for the internet to answer', () => {
  expect(UNIT).not.toMatch(/^(?:After|Requires|Wants)=.*time-sync/m)
  expect(UNIT).not.toMatch(/^Requires=/m)
})

test('the kernel steps in only above the bound at which the gateway restarts itself in order', () => {
  const limit = settings.find(line => line.startsWith('MemoryMax='))
  const { memory } = defaultConfig('/etc/clova2mqtt/clova2mqtt.yaml')
  expect(limit).toBe('MemoryMax=300M')
  expect(memory.restartBytes).toBeLessThan(300 * 1_048_576)
  expect(settings).toContain(`MemoryHigh=${memory.warnBytes / 1_048_576}M`)
})
