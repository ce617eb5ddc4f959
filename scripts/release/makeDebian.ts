/** Makes a Debian package out of the tree of a release: the same files at Debian's places. */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Release } from './makeRelease.ts'
import type { Architecture } from './natives.ts'
import { speaking } from './speaking.ts'

/** Debian's names of the architectures. */
export const DEBIAN_NAMES: Readonly<Record<Architecture, string>> = { arm64: 'arm64', arm: 'armhf', x64: 'amd64' }

const TREE = '/usr/lib/clova2mqtt'

const SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm']

/** @returns the package file */
export function makeDebian(root: string, { version, arch, folder }: Release, out: string): string {
  const name = `clova2mqtt_${version}_${DEBIAN_NAMES[arch]}`
  const stage = join(out, name)
  const at = (path: string): string => join(stage, path)
  rmSync(stage, { recursive: true, force: true })
  for (const one of ['DEBIAN', 'usr/bin', 'usr/lib/systemd/system', 'usr/lib/sysusers.d']) {
    mkdirSync(at(one), { recursive: true })
  }
  // What belongs to the other way of installing has no place in a package: apt upgrades and removes.
  cpSync(folder, at(TREE), {
    recursive: true,
    filter: path => !['scripts', 'systemd', 'SHA256SUMS'].includes(path.slice(folder.length + 1)),
  })
  const moved = (from: string): string =>
    readFileSync(join(folder, from), 'utf8').replaceAll('/opt/clova2mqtt/current', TREE)
  writeFileSync(at('usr/lib/systemd/system/clova2mqtt.service'), moved('systemd/clova2mqtt.service'))
  writeFileSync(at('usr/lib/sysusers.d/clova2mqtt.conf'), moved('systemd/clova2mqtt.sysusers'))
  writeFileSync(at('usr/bin/clova2mqtt'), moved('scripts/clova2mqtt.sh'))
  chmodSync(at('usr/bin/clova2mqtt'), 0o755)
  for (const script of SCRIPTS) {
    writeFileSync(at(`DEBIAN/${script}`), maintainerScript(root, script))
    chmodSync(at(`DEBIAN/${script}`), 0o755)
  }
  writeFileSync(at('DEBIAN/control'), control(version, arch, installedKib(at('usr'))))
  const file = join(out, `${name}.deb`)
  // xz would save a megabyte and take ten times as long.
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', '-Zgzip', stage, file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  rmSync(stage, { recursive: true })
  return file
}

/** With what it can say, in three languages. */
export function maintainerScript(root: string, name: string): string {
  const read = (path: string): string => readFileSync(join(root, 'scripts', path), 'utf8')
  return speaking(read(`debian/${name}`), [read('install.sh'), read('debian/texts')])
}

const installedKib = (folder: string): string =>
  execFileSync('du', ['-sk', folder], { encoding: 'utf8' }).split('\t')[0] ?? '0'

const control = (version: string, arch: Architecture, kib: string): string => `Package: clova2mqtt
Version: ${version}
Architecture: ${DEBIAN_NAMES[arch]}
Maintainer: clova2mqtt
Installed-Size: ${kib}
Depends: nodejs (>= 20.19), systemd (>= 252), passwd, util-linux
Section: misc
Priority: optional
Description: CLOVA Home to MQTT gateway
 Puts every MQTT appliance of a house behind the CLOVA voice assistant, from a
 small computer at home. The configuration is /etc/clova2mqtt/clova2mqtt.yaml.
`
