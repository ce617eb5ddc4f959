/** The files of the repository as the tidy tests see them: what would be committed, nothing that is installed or built. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface RepositoryFile {
  /** From the root, with `/`. */
  readonly path: string
  readonly text: string
}

const NOT_COMMITTED = new Set(['node_modules', 'dist', 'coverage', 'data', '.git'])
const BINARY = /\.(png|jpg|jpeg|gif|ico|woff2?|db|der|p12|tgz|bin)$/

function pathsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return folder === ROOT && NOT_COMMITTED.has(entry.name) ? [] : pathsBelow(path)
    return entry.isFile() ? [path] : []
  })
}

/** Every text file, sorted by path. */
export const FILES: readonly RepositoryFile[] = pathsBelow(ROOT)
  .filter(path => !BINARY.test(path) && !path.endsWith('.tsbuildinfo'))
  .map(path => ({ path: relative(ROOT, path), text: readFileSync(path, 'utf8') }))
  .sort((one, other) => (one.path < other.path ? -1 : 1))

const below = (...folders: readonly string[]): readonly RepositoryFile[] =>
  FILES.filter(({ path }) => path.endsWith('.ts') && folders.some(folder => path.startsWith(`${folder}/`)))

export const SOURCES = below('src')
export const TESTS = below('test')
export const SCRIPTS = below('scripts', 'bench')
export const PAGES = FILES.filter(({ path }) => path.endsWith('.md'))

export const linesOf = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
