/** The unit as systemd reads it, where systemd is installed; and what the unit promises about itself, everywhere. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
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

test('it promises no readiness and no watchdog while the program reports neither', () => {
  expect(settings).toContain('Type=exec')
  expect(settings.filter(line => /^(?:WatchdogSec|NotifyAccess)=/.test(line))).toEqual([])
})
