/** The layers of docs/architecture.md and what each may import; lint checks single files, this checks that all are covered. */
import { dirname, join, normalize } from 'node:path'
import type { Token } from './tokens.ts'

/** Innermost first. Between adapters, and between those of one rank, nothing is imported. */
export const RANKS: readonly (readonly string[])[] = [
  ['kernel'],
  ['template'],
  ['protocol'],
  ['home'],
  ['conventions'],
  ['ports'],
  ['gateway', 'adapters', 'config'],
  ['compose'],
  ['cli'],
  ['main.ts'],
]

/** Layers that are pure or types only: no package, and nothing of Node but what is named. */
export const PURE: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  template: [],
  protocol: [],
  home: [],
  conventions: ['node:crypto'],
  ports: [],
  gateway: ['node:crypto'],
}

const rankOf = (layer: string): number => RANKS.findIndex(rank => rank.includes(layer))

/** Each is a folder of its own in `src/conventions`; what several of them need is in `common` there. */
const CONVENTIONS = new Set(['hass', 'zigbee2mqtt', 'tasmota', 'shelly', 'homie'])

/** The convention a file is one of; undefined for all others. */
function conventionOf(path: string): string | undefined {
  const [, layer, folder = ''] = path.split('/')
  return layer === 'conventions' && CONVENTIONS.has(folder) ? folder : undefined
}

/** Homie's sensors are put into Home Assistant's words, which are read as all of these are. */
const mayRead = (from: string, to: string): boolean => from === to || (from === 'homie' && to === 'hass')

/** `src/adapters/mqtt/x.ts` is of the unit `adapters/mqtt`, `src/home/x.ts` of `home`. */
function unitOf(path: string): string {
  const [, layer = '', part = ''] = path.split('/')
  return layer === 'adapters' ? `${layer}/${part}` : layer
}

export const layerOf = (path: string): string => path.split('/')[1] ?? ''

/** Module specifiers of static and dynamic imports and re-exports. */
export function importsOf(tokens: readonly Token[]): readonly string[] {
  const code = tokens.filter(token => token.kind !== 'comment')
  return code.flatMap((token, index) => {
    if (token.kind !== 'string') return []
    const [before, last] = [code[index - 2]?.text, code[index - 1]?.text]
    const isImport = last === 'from' || last === 'import' || (last === '(' && before === 'import')
    return isImport ? [token.text] : []
  })
}

/** Why a file may not import a module; undefined when it may. */
export function forbidden(path: string, specifier: string): string | undefined {
  const layer = layerOf(path)
  if (!specifier.startsWith('.')) {
    const allowed = PURE[layer]
    return allowed === undefined || allowed.includes(specifier) ? undefined : `${layer} imports no ${specifier}`
  }
  const target = normalize(join(dirname(path), specifier))
  if (!target.startsWith('src/')) return `src imports nothing outside src: ${specifier}`
  const [own, other] = [conventionOf(path), conventionOf(target)]
  const isPart = layer === 'conventions' && path !== 'src/conventions/conventions.ts'
  if (isPart && other !== undefined && !mayRead(own ?? '', other))
    return `${path} must not import the convention ${other}`
  const [from, to] = [unitOf(path), unitOf(target)]
  if (from === to || rankOf(layerOf(target)) < rankOf(layer)) return undefined
  return `${from} must not import ${to}`
}
