/** The native module of better-sqlite3 for each Node a release serves: one file per ABI, found by the package itself. */
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** `process.arch` of the Pi: 64 bit, 32 bit from ARMv7 on, and a PC. */
export const ARCHITECTURES = ['arm64', 'arm', 'x64'] as const

export type Architecture = (typeof ARCHITECTURES)[number]

/** `process.versions.modules` of the lines of Node that are supported: 20, 22, 24. */
export const ABIS = ['115', '127', '137'] as const

/** e_machine of the ELF header (elf.h). */
const MACHINES: Readonly<Record<Architecture, number>> = { arm64: 183, arm: 40, x64: 62 }

export interface NativeSources {
  readonly root: string
  readonly arch: Architecture
  /** Folder with the archives of the releases of better-sqlite3, by their own names. */
  readonly archives: string | undefined
}

/**
 * Puts every module that can be had below `to`, where the package `bindings` looks for it.
 * @returns the ABIs that were found; those of a machine like this one come from the installed package
 */
export function placeNatives(version: string, to: string, sources: NativeSources): readonly string[] {
  const { root, arch, archives } = sources
  return ABIS.filter(abi => {
    const place = join(to, `node_modules/better-sqlite3/lib/binding/node-v${abi}-linux-${arch}/better_sqlite3.node`)
    const built = join(root, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node')
    const isOurs = abi === process.versions.modules && arch === process.arch && existsSync(built)
    const archive = join(archives ?? '', archiveName(version, abi, arch))
    mkdirSync(dirname(place), { recursive: true })
    if (archives !== undefined && existsSync(archive)) unpack(archive, place)
    else if (isOurs) copyFileSync(built, place)
    else {
      rmSync(dirname(place), { recursive: true })
      return false
    }
    if (machineOf(place) !== MACHINES[arch]) throw new Error(`${place} is not for ${arch}`)
    return true
  })
}

/** As the releases of better-sqlite3 name them. */
export const archiveName = (version: string, abi: string, arch: Architecture): string =>
  `better-sqlite3-v${version}-node-v${abi}-linux-${arch}.tar.gz`

function unpack(archive: string, place: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-native-'))
  try {
    execFileSync('tar', ['-xzf', archive, '-C', folder])
    const name = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(one =>
      one.endsWith('better_sqlite3.node'),
    )
    if (name === undefined) throw new Error(`${archive} has no better_sqlite3.node`)
    copyFileSync(join(folder, name), place)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Undefined for what is no little-endian ELF file. */
function machineOf(file: string): number | undefined {
  const header = Buffer.alloc(20)
  const opened = openSync(file, 'r')
  readSync(opened, header, 0, header.length, 0)
  closeSync(opened)
  return header.readUInt32BE(0) === 0x7f454c46 && header[5] === 1 ? header.readUInt16LE(18) : undefined
}
