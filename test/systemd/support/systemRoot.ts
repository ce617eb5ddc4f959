/** Which system the tests install into: a Debian 13 made for them, or else a copy of this machine's own. */
import { execFileSync } from 'node:child_process'
import { lstatSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEBIAN_NAMES } from '../../../scripts/release/makeDebian.ts'
import { ARCHITECTURES, type Architecture } from '../../../scripts/release/natives.ts'

export interface SystemRoot {
  readonly path: string
  /** For the names of tests. */
  readonly name: string
  /** A Debian 13 with nothing but what a Pi has: its packages are installed by apt, its users have sudo. */
  readonly isDebian13: boolean
  /** What its programs are made for: this machine's own, or one that is emulated (emulated.sh). */
  readonly arch: Architecture
  /** Its own Node loads the native module of the one that runs these tests. */
  readonly hasNode: boolean
}

const MAKE = fileURLToPath(new URL('../debian13.sh', import.meta.url))

const OWN = ARCHITECTURES.find(one => one === process.arch) ?? 'x64'

/** `process.versions.modules` of Debian 13's Node, which is 20. */
const DEBIAN_ABI = '115'

/**
 * `CLOVA2MQTT_DEBIAN13=1` makes the Debian 13 where there is none (a minute, and the network); `CLOVA2MQTT_DEBIAN13=0` leaves it out.
 * It is kept in `CLOVA2MQTT_DEBIAN13_ROOT`, by default `clova2mqtt-debian13` in the system's temporary folder.
 */
export function systemRoot(): SystemRoot {
  const { CLOVA2MQTT_DEBIAN13: wanted, CLOVA2MQTT_DEBIAN13_ROOT: named } = process.env
  const path = named ?? join(tmpdir(), 'clova2mqtt-debian13')
  if (wanted === '1') execFileSync(MAKE, [path], { stdio: ['ignore', 'ignore', 'pipe'] })
  const arch = wanted === '0' ? undefined : architectureOf(path)
  if (arch === undefined) {
    return { path: '/', name: "a copy of this machine's system", isDebian13: false, arch: OWN, hasNode: false }
  }
  // Of another architecture there is only what was compiled for Debian's Node.
  const hasNode = arch !== OWN || process.versions.modules === DEBIAN_ABI
  const node = hasNode ? 'its own Node' : `Node ${process.versions.node}`
  return { path, name: `Debian 13 (${arch}) with ${node}`, isDebian13: true, arch: arch, hasNode }
}

/** Undefined for what was not made by us: a folder for everybody's temporary files may have one that somebody else made. */
function architectureOf(path: string): Architecture | undefined {
  try {
    const { uid, mode } = lstatSync(path)
    const [suite = '', name = ''] = readFileSync(join(path, 'etc/clova2mqtt-root'), 'utf8').split(' ')
    if (suite !== 'trixie' || uid !== process.getuid?.() || (mode & 0o022) !== 0) return undefined
    return ARCHITECTURES.find(one => DEBIAN_NAMES[one] === name)
  } catch {
    return undefined
  }
}
