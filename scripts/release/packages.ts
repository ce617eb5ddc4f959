/** The packages a release carries: what the program needs to run, found by walking the lock file from its own dependencies. */
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface LockedPackage {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

/** Needed only to install its parent: a release brings the native module itself. */
const ONLY_TO_INSTALL: ReadonlySet<string> = new Set(['prebuild-install'])

/** Sources and intermediate files of the native module, 12 MB of them. */
const NOT_NEEDED = /better-sqlite3\/(?:deps|src|build|binding\.gyp)(?:\/|$)/

/** Folders below the root, such as `node_modules/aedes`, sorted. @throws Error when one is locked nowhere */
export function runtimePackages(lock: Lock): readonly string[] {
  const found = new Set<string>()
  const open = ['']
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    for (const folder of neededBy(parent, lock)) {
      if (!found.has(folder)) open.push(folder)
      found.add(folder)
    }
  }
  return [...found].sort()
}

function neededBy(parent: string, lock: Lock): readonly string[] {
  const { dependencies = {}, optionalDependencies = {} } = lock.packages[parent] ?? {}
  const names = Object.keys({ ...dependencies, ...optionalDependencies }).filter(name => !ONLY_TO_INSTALL.has(name))
  return names.flatMap(name => {
    const folder = placeOf(name, parent, lock)
    if (folder !== undefined) return [folder]
    if (name in optionalDependencies) return []
    throw new Error(`package-lock.json has no ${name}, which ${parent === '' ? 'package.json' : parent} needs`)
  })
}

/** As Node looks packages up: beside the one that needs it, then further out. */
function placeOf(name: string, parent: string, lock: Lock): string | undefined {
  for (let folder = parent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (place in lock.packages) return place
    if (folder === '') return undefined
  }
}

/** Copies them from an installed tree. @throws Error when what is installed is not what is locked */
export function copyPackages(root: string, to: string): readonly string[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock
  const folders = runtimePackages(lock)
  for (const folder of folders) {
    const { version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as LockedPackage
    const locked = lock.packages[folder]?.version
    if (version !== locked) throw new Error(`${folder} is ${version}, locked is ${locked}: run npm ci`)
    // A package below another one is copied by itself where it is needed.
    cpSync(join(root, folder), join(to, folder), {
      recursive: true,
      filter: source => {
        const path = source.slice(join(root, folder).length + 1)
        return !path.startsWith('node_modules') && !NOT_NEEDED.test(`${folder}/${path}`)
      },
    })
  }
  return folders
}
