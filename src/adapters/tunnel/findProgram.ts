/** Where a program lies, so that a missing one is told apart from one that fails. */
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** The folders that Debian's services have, for a process that was started with a bare environment. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Absolute path of a program that can be run; undefined when there is none. A name with a slash is taken as it stands. */
export function findProgram(name: string, path: string | undefined = process.env['PATH']): string | undefined {
  if (isAbsolute(name)) return canRun(name) ? name : undefined
  const folders = (path === undefined || path === '' ? DEFAULT_PATH : path).split(delimiter)
  return folders.map(folder => join(folder, name)).find(canRun)
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
