/**
 * `npm run release`: the archives that `scripts/install.sh` installs. One per architecture: arm64 (Pi 3 and later, 64 bit), arm
 * (32 bit from ARMv7 on), x64. The native module of this machine's own kind is at hand; for another, `--natives DIR` names
 * a folder with the archives of the releases of better-sqlite3, such as
 * `better-sqlite3-v12.9.0-node-v115-linux-arm64.tar.gz`. `--deb` makes a Debian package of the same tree (needs dpkg-deb).
 */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeDebian } from './release/makeDebian.ts'
import { makeRelease } from './release/makeRelease.ts'
import { ABIS, ARCHITECTURES } from './release/natives.ts'

const { values } = parseArgs({
  options: {
    arch: { type: 'string', default: process.arch },
    natives: { type: 'string' },
    out: { type: 'string', default: 'dist-release' },
    deb: { type: 'boolean', default: false },
  },
})
const arch = ARCHITECTURES.find(one => one === values.arch)
if (arch === undefined) throw new Error(`--arch is one of ${ARCHITECTURES.join(', ')}`)
const root = fileURLToPath(new URL('..', import.meta.url))
const archives = values.natives === undefined ? undefined : resolve(values.natives)
const release = makeRelease({ root, arch, archives, out: resolve(values.out) })
console.info(release.archive)
if (values.deb) console.info(makeDebian(root, release, resolve(values.out)))
const missing = ABIS.filter(abi => !release.abis.includes(abi))
if (missing.length > 0) console.warn(`no native module for Node ABI ${missing.join(', ')} on ${arch}: see --natives`)
