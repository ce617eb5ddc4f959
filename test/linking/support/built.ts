/** The program as it is shipped, compiled once per test file: it starts in a third of the time it takes through tsx. */
import { spawnSync } from 'node:child_process'
import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../../..')
const KILL_SWITCH = 'test/linking/children/killSwitch'

export interface Built {
  /** `node <program> start --config <file>` */
  readonly program: string
  /** To be imported before it: children/killSwitch.ts. */
  readonly killSwitch: string
}

/** Compiles into the folder. @throws Error with the compiler's words */
export function buildProgram(folder: string): Built {
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  symlinkSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
  const [project, out] = [join(folder, 'tsconfig.json'), join(folder, 'out')]
  // Threads are started by name, which the compiler does not follow.
  const files = ['src/main.ts', 'src/adapters/sqlite/writeWorker.ts', `${KILL_SWITCH}.ts`].map(path => join(ROOT, path))
  const compilerOptions = { noEmit: false, rootDir: ROOT, outDir: out, typeRoots: [join(ROOT, 'node_modules/@types')] }
  writeFileSync(project, JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, files, include: [] }))
  const { stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', project], { encoding: 'utf8' })
  const built = { program: join(out, 'src/main.js'), killSwitch: join(out, `${KILL_SWITCH}.js`) }
  const missing = Object.values(built).filter(file => !existsSync(file))
  if (missing.length > 0) throw new Error(`${missing.join(', ')} did not come out of the compiler:\n${stdout}${stderr}`)
  return built
}
