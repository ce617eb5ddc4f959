/** What lint cannot say about the source: layers as a whole, names, words, sizes. Every test counts what it looked at. */
import { describe, expect, test } from 'vitest'
import { boundsOf, exportedOf } from './tidy/declarations.ts'
import { FILES, linesOf, type RepositoryFile, SCRIPTS, SOURCES, TESTS } from './tidy/files.ts'
import { forbidden, importsOf, layerOf, PURE, RANKS } from './tidy/layers.ts'
import { INTERFACE_NAMES, namesIn } from './tidy/names.ts'
import { type Token, tokenize } from './tidy/tokens.ts'

const CODE = [...SOURCES, ...TESTS, ...SCRIPTS]
const TOKENS: ReadonlyMap<RepositoryFile, readonly Token[]> = new Map(CODE.map(file => [file, tokenize(file.text)]))
const tokensOf = (file: RepositoryFile): readonly Token[] => TOKENS.get(file) ?? []

/** The tables: long because the guides are. */
const TABLES = new Set(['src/protocol/interfaces.ts', 'src/protocol/applianceTypes.ts'])
const MAX_LINES = 300

/** Put together here, so that this file does not contain what it looks for. */
const any = (...words: readonly string[]): RegExp => new RegExp(words.join('|'))

test('there is something to look at', () => {
  expect(SOURCES.length).toBeGreaterThan(120)
  expect(TESTS.length).toBeGreaterThan(60)
  expect(FILES.length).toBeGreaterThan(CODE.length)
})

describe('layers', () => {
  test('every folder and file directly below src belongs to one', () => {
    const known = RANKS.flat()
    expect(new Set(SOURCES.map(({ path }) => layerOf(path)).filter(layer => !known.includes(layer)))).toEqual(new Set())
  })

  test('imports go inwards only, adapters do not know one another, the pure layers use no package', () => {
    let seen = 0
    const wrong = SOURCES.flatMap(file =>
      importsOf(tokensOf(file)).flatMap(specifier => {
        seen++
        const why = forbidden(file.path, specifier)
        return why === undefined ? [] : [`${file.path}: ${why}`]
      }),
    )
    expect(wrong).toEqual([])
    expect(seen).toBeGreaterThan(400)
  })

  test('the rule itself refuses what it should', () => {
    expect(forbidden('src/home/plan.ts', '../kernel/json.ts')).toBeUndefined()
    expect(forbidden('src/home/plan.ts', '../ports/bus.ts')).toBeDefined()
    expect(forbidden('src/adapters/mqtt/embedded.ts', '../sqlite/open.ts')).toBeDefined()
    expect(forbidden('src/adapters/mqtt/deep/x.ts', '../../../gateway/door.ts')).toBeDefined()
    expect(forbidden('src/gateway/door.ts', '../config/config.ts')).toBeDefined()
    expect(forbidden('src/config/config.ts', '../gateway/door.ts')).toBeDefined()
    expect(forbidden('src/compose/openBus.ts', '../cli/run.ts')).toBeDefined()
    expect(forbidden('src/conventions/shelly/lamp.ts', '../hass/entry.ts')).toBeDefined()
    expect(forbidden('src/conventions/common/lamps.ts', '../hass/entry.ts')).toBeDefined()
    expect(forbidden('src/conventions/conventions.ts', './hass/convention.ts')).toBeUndefined()
    for (const layer of Object.keys(PURE)) expect(forbidden(`src/${layer}/x.ts`, 'zod')).toBeDefined()
  })
})

describe('names of interfaces', () => {
  test('stand nowhere in src outside protocol', () => {
    expect(INTERFACE_NAMES).toHaveLength(3 * 89)
    const outside = SOURCES.filter(file => layerOf(file.path) !== 'protocol')
    const found = outside.flatMap(file =>
      tokensOf(file).flatMap(token => namesIn(token).map(name => `${file.path}:${token.line} ${name}`)),
    )
    expect(found).toEqual([])
    expect(outside.length).toBeGreaterThan(100)
  })

  test('are found as words, in lists and in quotes, but a sentence may begin with a verb', () => {
    const inString = (text: string): readonly string[] => namesIn({ kind: 'string', text })
    expect(inString('try cek SetBrightness lamp 50')).toEqual(['SetBrightness'])
    expect(inString('TurnOnRequest')).toEqual(['TurnOnRequest'])
    expect(inString('Open')).toEqual(['Open'])
    expect(inString('Open, Close')).toEqual(['Open', 'Close'])
    expect(inString('the action Stop is not offered')).toEqual(['Stop'])
    expect(inString('Stop the program with Ctrl-C. Open the page.')).toEqual([])
    expect(inString('TurnOnward, openly, opened')).toEqual([])
    expect(namesIn({ kind: 'name', text: 'Charge' })).toEqual(['Charge'])
    expect(namesIn({ kind: 'comment', text: '// SetBrightness' })).toEqual([])
  })
})

describe('sizes', () => {
  test(`no file is longer than ${MAX_LINES} lines but the tables, and most are short`, () => {
    const long = CODE.filter(file => linesOf(file.text) > MAX_LINES && !TABLES.has(file.path))
    expect(long.map(({ path, text }) => `${path}: ${linesOf(text)}`)).toEqual([])
    const sorted = SOURCES.map(file => linesOf(file.text)).sort((one, other) => one - other)
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0
    console.info(`src: ${sorted.length} files, median ${median} lines, longest ${sorted.at(-1)}`)
    expect(median).toBeLessThanOrEqual(90)
  })
})

describe('comments', () => {
  const comments = (file: RepositoryFile): readonly Token[] => tokensOf(file).filter(token => token.kind === 'comment')
  const found = (files: readonly RepositoryFile[], pattern: RegExp): string[] =>
    files.flatMap(file =>
      comments(file).flatMap(({ text, line }) =>
        pattern.test(text) ? [`${file.path}:${line} ${text.slice(0, 60)}`] : [],
      ),
    )

  test('there are comments', () => {
    expect(CODE.flatMap(comments).length).toBeGreaterThan(1_000)
  })

  test('nothing is left for later without the number of its issue', () => {
    expect(found(CODE, /\b(?:TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))/)).toEqual([])
  })

  test('nothing is commented out', () => {
    expect(found(CODE, /^\/\/\s*(?:(?:const|let|import|export|return|await|if|for) .*[;{()]|}|\w+\(.*\)$)/)).toEqual([])
  })

  test('there are no banners, and no checks are switched off', () => {
    expect(found(CODE, /^\/[/*]+\s*[-=*#~]{4,}/)).toEqual([])
    expect(found(CODE, /@ts-(?:ignore|nocheck)|eslint-disable/)).toEqual([])
    expect(found(SOURCES, /@ts-expect-error/)).toEqual([])
  })

  test('every file begins by saying what it is for, or with a declaration that does', () => {
    const silent = SOURCES.filter(file => {
      const text = file.text.replace(/^#!.*\n/, '')
      if (text.startsWith('/**')) return false
      return !/^(?:import [^;]*? from '[^']+'\n)+\n?\/\*\*/.test(text)
    })
    expect(silent.map(({ path }) => path)).toEqual([])
  })

  test('every exported function, class and interface of the inner layers is documented', () => {
    const inner = SOURCES.filter(file => layerOf(file.path) in PURE)
    const declared = inner.flatMap(file => exportedOf(file.text).map(one => ({ ...one, path: file.path })))
    const bare = declared.filter(one => !one.documented)
    expect(bare.map(({ path, line, kind, name }) => `${path}:${line} ${kind} ${name}`)).toEqual([])
    expect(declared.length).toBeGreaterThan(150)
  })

  test('every bound has its reason above it', () => {
    const bounds = SOURCES.flatMap(file => boundsOf(file.text).map(one => ({ ...one, path: file.path })))
    const bare = bounds.filter(one => !one.documented)
    expect(bare.map(({ path, line, name }) => `${path}:${line} ${name}`)).toEqual([])
    expect(bounds.length).toBeGreaterThan(60)
  })
})

describe('habits', () => {
  const withTokens = (files: readonly RepositoryFile[], ...words: readonly string[]): string[] =>
    files.flatMap(file => {
      const code = tokensOf(file).filter(token => token.kind !== 'comment')
      return code.flatMap((token, index) => {
        const here = code.slice(index, index + words.length)
        const same =
          here.length === words.length && here.every((one, at) => one.kind !== 'string' && one.text === words[at])
        return same ? [`${file.path}:${token.line}`] : []
      })
    })

  test('named exports, no barrels', () => {
    expect(withTokens(CODE, 'export', 'default')).toEqual([])
    expect(withTokens(CODE, 'export', '*')).toEqual([])
    expect(CODE.filter(({ path }) => path.endsWith('/index.ts')).map(({ path }) => path)).toEqual([])
  })

  test('no test is singled out, put off or given a false module', () => {
    for (const word of ['only', 'skip', 'todo', 'fails']) expect(withTokens(TESTS, '.', word, '(')).toEqual([])
    for (const word of ['mock', 'doMock', 'spyOn', 'stubGlobal', 'useFakeTimers']) {
      expect(withTokens(TESTS, 'vi', '.', word)).toEqual([])
    }
  })

  test('a file has the name of something in it or of what it is about, in camelCase', () => {
    const odd = CODE.filter(({ path }) => !/^[a-z][A-Za-z0-9]*(?:\.test)?\.ts$/.test(path.split('/').at(-1) ?? ''))
    expect(odd.map(({ path }) => path)).toEqual([])
  })

  test('nothing speaks of where it was written', () => {
    const places = any('\\/wo' + 'rk\\/', '\\bfa' + 'rm-', 'registry\\.npm' + 'js', 'packages\\.' + 'app')
    const wrong = FILES.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (places.test(line) ? [`${path}:${index + 1} ${line.trim().slice(0, 80)}`] : [])),
    )
    expect(wrong).toEqual([])
  })
})
