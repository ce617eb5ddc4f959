/** Compiles the gateway as it ships and the benchmark's own processes, so that nothing measured runs through tsx. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export interface Built {
  /** `node <gateway> start --config <file>` */
  readonly gateway: string
  readonly floor: string
  readonly load: string
}

const ROOT = resolve(import.meta.dirname, '../..')
const TSC = join(ROOT, 'node_modules/.bin/tsc')

/** @throws Error with the compiler's words when something did not come out */
export function buildAll(folder: string): Built {
  const shipped = join(folder, 'dist')
  const own = join(folder, 'bench')
  mkdirSync(own, { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  symlinkSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
  const project = join(folder, 'tsconfig.bench.json')
  const files = ['floorServer.ts', 'load.ts'].map(name => join(ROOT, 'scripts/bench', name))
  const compilerOptions = { noEmit: false, rootDir: ROOT, outDir: own, typeRoots: [join(ROOT, 'node_modules/@types')] }
  writeFileSync(project, JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, files, include: [] }))
  const words = [
    compile(['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', shipped]),
    compile(['-p', project]),
  ].join('')
  const built = {
    gateway: join(shipped, 'main.js'),
    floor: join(own, 'scripts/bench/floorServer.js'),
    load: join(own, 'scripts/bench/load.js'),
  }
  const missing = Object.values(built).filter(file => !existsSync(file))
  if (missing.length > 0) throw new Error(`${missing.join(', ')} did not come out of the compiler:\n${words}`)
  return built
}

function compile(args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(TSC, args, { encoding: 'utf8' })
  return stdout + stderr
}
