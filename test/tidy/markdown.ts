/** Links, anchors and tables of Markdown pages, as GitHub reads them. */
import { dirname, join, normalize } from 'node:path'
import type { RepositoryFile } from './files.ts'

/** Code is no place for links: fences and spans are blanked, lines kept. */
const withoutCode = (text: string): string =>
  text
    .replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, block => block.replace(/[^\n]/g, ''))
    .replace(/`[^`\n]*`/g, span => ' '.repeat(span.length))

export interface Link {
  readonly target: string
  readonly line: number
}

/** Inline links, images and reference definitions. */
export function linksOf(text: string): readonly Link[] {
  return withoutCode(text)
    .split('\n')
    .flatMap((line, index) => {
      const inline = [...line.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
      const defined = [...line.matchAll(/^\s*\[[^\]]+\]:\s+(\S+)/g)]
      return [...inline, ...defined].map(([, target = '']) => ({ target, line: index + 1 }))
    })
}

/** Anchors of the headings: lower case, words joined by hyphens, a number behind the second of the same name. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  const headings = text.replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, '').matchAll(/^#{1,6} +(.+?)(?: +#+)?$/gm)
  for (const [, heading = ''] of headings) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '')
    const slug = words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-')
    let anchor = slug
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`
    anchors.add(anchor)
  }
  return anchors
}

/** Where a relative link of a page leads: the path from the root, and the anchor if any. Undefined for the web. */
export function resolveLink(page: string, target: string): { path: string; anchor: string | undefined } | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return undefined
  const [file = '', anchor] = target.split('#', 2)
  const path = file === '' ? page : normalize(join(dirname(page), decodeURI(file))).replace(/\/$/, '')
  return { path, anchor }
}

/** What is wrong with the links of a page. */
export function brokenLinks(page: RepositoryFile, files: ReadonlyMap<string, string>): readonly string[] {
  const folders = new Set(
    [...files.keys()].flatMap(path => path.split('/').map((_, end, all) => all.slice(0, end).join('/'))),
  )
  return linksOf(page.text).flatMap(({ target, line }) => {
    const to = resolveLink(page.path, target)
    if (to === undefined) return []
    const text = files.get(to.path)
    const here = `${page.path}:${line} ${target}`
    if (text === undefined) return folders.has(to.path) && to.anchor === undefined ? [] : [`${here}: no such file`]
    const found = to.anchor === undefined || !to.path.endsWith('.md') || anchorsOf(text).has(to.anchor)
    return found ? [] : [`${here}: no such heading`]
  })
}

/** Cells of every table row, without the dividers. */
export const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter(line => line.startsWith('|') && !/^\|[\s|:-]+\|$/.test(line))
    .map(line =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map(cell => cell.trim()),
    )
