/**
 * `npm run release`: the archives that `scripts/install.sh` installs. One per architecture: arm64 (Pi 3 and later, 64 bit), arm
 * (32 bit from ARMv7 on), x64. The native module of this machine's own kind is at hand; for another, `--natives DIR` names
 * a folder with the archives of the releases of better-sqlite3, such as
 * `better-sqlite3-v12.9.0-node-v115-linux-arm64.tar.gz`. `--deb` makes a Debian package of the same tree (needs dpkg-deb).
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeDebian } from './release/makeDebian.ts'
import { makeRelease, nativeVersion } from './release/makeRelease.ts'
import { ABIS, ARCHITECTURES, archiveName } from './release/natives.ts'

const { values } = parseArgs({
  options: {
    arch: { type: 'string', default: process.arch },
    natives: { type: 'string' },
    out: { type: 'string', default: 'dist-release' },
    deb: { type: 'boolean', default: false },
  },
})

/** What went wrong is the fault of what was asked or is missing, not of this program: its message, and no stack. */
try {
  main()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

function main(): void {
  const arch = ARCHITECTURES.find(one => one === values.arch)
  if (arch === undefined) {
    throw new Error(
      `--arch is one of ${ARCHITECTURES.join(', ')}; for ARMv6 (Pi Zero, Pi 1) there is neither a Node 20 nor a native module`,
    )
  }
  const root = fileURLToPath(new URL('..', import.meta.url))
  const archives = values.natives === undefined ? undefined : resolve(values.natives)
  if (archives !== undefined && !existsSync(archives)) throw new Error(`--natives: there is no folder ${archives}`)
  const release = makeRelease({ root, arch, archives, out: resolve(values.out) })
  console.info(release.archive)
  if (values.deb) console.info(makeDebian(root, release, resolve(values.out)))
  const missing = ABIS.filter(abi => !release.abis.includes(abi))
  for (const abi of missing) {
    console.warn(
      `no native module for Node ABI ${abi}: --natives with ${archiveName(nativeVersion(root), abi, arch)} adds it`,
    )
  }
}
