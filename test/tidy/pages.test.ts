/** The pages: links lead somewhere, nothing lies unlinked, and what they repeat of the source is still so. */
import { describe, expect, test } from 'vitest'
import { interfacesPage } from '../../scripts/interfacesPage.ts'
import { VERSION } from '../../src/compose/version.ts'
import { FILES, PAGES, SOURCES } from './files.ts'
import { anchorsOf, brokenLinks, linksOf, resolveLink, rowsOf } from './markdown.ts'

const TEXTS: ReadonlyMap<string, string> = new Map(FILES.map(({ path, text }) => [path, text]))
const textOf = (path: string): string => {
  const text = TEXTS.get(path)
  if (text === undefined) throw new Error(`${path} is missing`)
  return text
}

interface Lock {
  readonly name: string
  readonly version: string
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>
}

describe('links', () => {
  test('every relative link leads to a file and a heading that exist', () => {
    expect(PAGES.flatMap(page => brokenLinks(page, TEXTS))).toEqual([])
    expect(PAGES.flatMap(({ text }) => linksOf(text)).length).toBeGreaterThan(30)
  })

  test('every page in docs is linked from another page', () => {
    const linked = new Set(
      PAGES.flatMap(page =>
        linksOf(page.text).flatMap(({ target }) => {
          const to = resolveLink(page.path, target)?.path
          return to === undefined || to === page.path ? [] : [to]
        }),
      ),
    )
    const docs = FILES.filter(({ path }) => path.startsWith('docs/') && path.endsWith('.md'))
    expect(docs.filter(({ path }) => !linked.has(path)).map(({ path }) => path)).toEqual([])
    expect(docs.length).toBeGreaterThan(9)
  })

  test('a link that leads nowhere is found', () => {
    const files = new Map([['docs/b.md', '# Two words\n## `code` and *more*\n## Two words\n']])
    const page = (text: string) => ({ path: 'docs/a.md', text })
    const good =
      '[x](b.md) [x](b.md#two-words) [x](b.md#two-words-1) [x](b.md#code-and-more) [x](https://e.org/z) `[x](no.md)`'
    expect(brokenLinks(page(good), files)).toEqual([])
    expect(brokenLinks(page('[x](c.md)'), files)).toEqual(['docs/a.md:1 c.md: no such file'])
    expect(brokenLinks(page('\n[x]: b.md#three'), files)).toEqual(['docs/a.md:2 b.md#three: no such heading'])
    expect([...anchorsOf('# 1. Who it is for\n')]).toEqual(['1-who-it-is-for'])
  })
})

describe('pages that repeat the source', () => {
  test('docs/interfaces.md is what the tables say (npm run generate)', () => {
    const page = interfacesPage()
    expect(textOf('docs/interfaces.md')).toBe(page)
    expect(rowsOf(page).filter(([action]) => /^`[A-Z]\w+`$/.test(action ?? '')).length).toBeGreaterThan(89)
  })

  test('every bound of docs/architecture.md has its value in its file', () => {
    const bounds = rowsOf(textOf('docs/architecture.md')).filter(cells => /^`src\/.+\.ts`$/.test(cells[2] ?? ''))
    const wrong = bounds.filter(([name = '', value = '', file = '']) => {
      const [constant, expected, path] = [name, value, file].map(cell => cell.replaceAll('`', ''))
      const text = TEXTS.get(path ?? '') ?? ''
      return ![`const ${constant} = ${expected}\n`, `  ${constant}: ${expected},\n`].some(line => text.includes(line))
    })
    expect(wrong).toEqual([])
    expect(bounds.length).toBeGreaterThan(25)
  })

  test('every path of src that a page names exists', () => {
    const paths = new Set(FILES.map(({ path }) => path))
    const named = PAGES.flatMap(page =>
      [...page.text.matchAll(/`((?:src|test|scripts|config|systemd)\/[\w./-]*\w)`/g)].map(([, path = '']) => [
        page.path,
        path,
      ]),
    )
    const exists = (path: string): boolean => paths.has(path) || [...paths].some(one => one.startsWith(`${path}/`))
    expect(named.filter(([, path = '']) => !exists(path))).toEqual([])
    expect(named.length).toBeGreaterThan(40)
  })

  test('every section of the design that the source cites exists', () => {
    const headings = [...textOf('docs/design.md').matchAll(/^## (\d+)\. /gm)].map(([, number]) => number)
    const cited = SOURCES.flatMap(({ text }) => [...text.matchAll(/DESIGN section (\d+)/g)].map(([, number]) => number))
    expect(cited.filter(number => !headings.includes(number))).toEqual([])
    expect(cited.length).toBeGreaterThan(3)
  })
})

describe('versions', () => {
  test('the program, the package and the newest release of the changelog agree', () => {
    const { version } = JSON.parse(textOf('package.json')) as { version: string }
    const releases = [...textOf('CHANGELOG.md').matchAll(/^## \[?(\d+\.\d+\.\d+)/gm)].map(([, number]) => number)
    expect([version, releases[0]]).toEqual([VERSION, VERSION])
  })

  test('the lock file is of this package and names no place it was made at', () => {
    const lock = JSON.parse(textOf('package-lock.json')) as Lock
    expect([lock.name, lock.version]).toEqual(['clova2mqtt', VERSION])
    expect(Object.keys(lock.packages).length).toBeGreaterThan(50)
    expect(textOf('package-lock.json')).not.toMatch(/"resolved"/)
  })

  test('the lock file has every package of every platform, or npm ci would refuse it elsewhere', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as Lock
    const wanted = Object.entries(packages).flatMap(([parent, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map(name => [`${parent}/node_modules/${name}`, `node_modules/${name}`]),
    )
    const missing = wanted.filter(places => !places.some(place => place in packages)).map(([place]) => place)
    expect(missing).toEqual([])
    expect(wanted.length).toBeGreaterThan(50)
  })
})
