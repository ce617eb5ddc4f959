/** Decisions about announced appliances as a YAML file: written for people, read back exactly, with the place of all that is wrong. */
import { Document, type Scalar } from 'yaml'
import { isOverridable, MAX_OVERRIDES, NO_PLACE, type Override, readOverride } from '../home/override.ts'
import type { JsonObject } from '../kernel/json.ts'
import { isProperty, PROPERTIES } from '../protocol/properties.ts'
import { reportIssues } from './issues.ts'
import { nearest } from './nearest.ts'
import { OVERRIDES_FILE, type OverrideEntry } from './overridesSchema.ts'
import { type Problem, problemOf } from './problem.ts'
import { MAX_FILE_BYTES, readBytes, readText } from './readFile.ts'
import { readYaml, type YamlFile } from './readYaml.ts'
import type { Path, Report } from './report.ts'

export type OverridesResult =
  | { readonly ok: true; readonly overrides: ReadonlyMap<string, Override> }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** One decision with what tells people which appliance it is about. */
export interface WrittenOverride {
  readonly id: string
  readonly override: Override
  readonly about: string
}

/** Reads a file. Never throws: what cannot be read is a problem too. */
export function loadOverrides(file: string): OverridesResult {
  const content = readText(file, readBytes)
  if (content.ok) return parseOverrides(content.text, file)
  const place = { file, line: 1, column: 1, key: '', value: '' }
  return {
    ok: false,
    problems: [problemOf(content.code, place, { reason: content.reason, limit: MAX_FILE_BYTES })],
  }
}

/** Reads the text of such a file: either everything in it, or everything that is wrong with it. */
export function parseOverrides(text: string, file: string): OverridesResult {
  // No variables: a name that looks like one is a name.
  const yaml = readYaml(text, file, value => value)
  const { report } = yaml
  if (report.problems().length > 0) return { ok: false, problems: report.problems() }
  const parsed = OVERRIDES_FILE.safeParse(yaml.tree)
  if (!parsed.success) reportIssues(parsed.error.issues, report)
  reportEmpty(yaml, [], yaml.tree)
  const entries = parsed.success ? Object.entries(parsed.data.overrides) : []
  if (entries.length > MAX_OVERRIDES) report.problem('tooMany', ['overrides'], { max: MAX_OVERRIDES })
  const overrides = new Map(entries.flatMap(([id, entry]) => overrideOf(id, entry, report) ?? []))
  return report.problems().length > 0 ? { ok: false, problems: report.problems() } : { ok: true, overrides }
}

/** Keys with nothing behind them; only an id may stand alone: nothing is decided about it. */
function reportEmpty({ keys, report }: YamlFile, path: Path, tree: unknown): void {
  for (const { text } of keys(path)) {
    const inside =
      typeof tree === 'object' && tree !== null && Object.hasOwn(tree, text) ? [Reflect.get(tree, text)] : []
    const here = [...path, text]
    if (inside.length === 0) report.problem('empty', here, {}, 'key')
    else reportEmpty({ keys, report, tree }, here, inside[0])
  }
}

function overrideOf(id: string, entry: OverrideEntry, report: Report): readonly (readonly [string, Override])[] {
  const path = ['overrides', id]
  if (!isOverridable(id)) report.problem('wantId', path, {}, 'key')
  for (const [name, bounds] of Object.entries(entry.limits ?? {}))
    checkBounds(name, bounds, [...path, 'limits'], report)
  const said = Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined))
  const read = readOverride(said as JsonObject)
  if (read.ok) return [[id, read.override]]
  // What the schema takes and the house does not: a name of more than a line, or limits that were told above.
  if (entry.name !== undefined && !readOverride({ name: entry.name }).ok) report.problem('wantText', [...path, 'name'])
  return []
}

type Bounds = NonNullable<OverrideEntry['limits']>[string]

function checkBounds(name: string, { min, max, step }: Bounds, above: Path, report: Report): void {
  const path = [...above, name]
  if (!isProperty(name)) {
    const names = Object.keys(PROPERTIES)
    const near = nearest(name, names)
    if (near === undefined) report.problem('unknownKey', path, { list: names.join(', ') }, 'key')
    else report.problem('meantKey', path, { near }, 'key')
  }
  if (min !== undefined && max !== undefined && min > max)
    report.problem('wantBelow', [...path, 'min'], { other: 'max' })
  if (step !== undefined && step <= 0) report.problem('outOfRange', [...path, 'step'], { min: '> 0', max: '∞' })
}

/** Writes a file that {@link parseOverrides} reads back exactly; comments say which appliance an id is. */
export function writeOverrides(entries: readonly WrittenOverride[], heading: string): string {
  const document = new Document({ overrides: {} })
  document.commentBefore = commentOf(heading)
  for (const { id, override, about } of [...entries].sort((one, other) => (one.id < other.id ? -1 : 1))) {
    const { location } = override
    const value = document.createNode({ ...override, ...(location === null ? { location: NO_PLACE } : {}) })
    const key: Scalar = document.createNode(id)
    key.commentBefore = commentOf(about)
    document.setIn(['overrides', key], value)
  }
  // Neither folded nor as a block: what is one line stays one line.
  return document.toString({ lineWidth: 0, blockQuote: false })
}

/** Names come from strangers: whatever a reader of YAML might take for the end of a line must not end the comment. */
const commentOf = (text: string): string => ` ${text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\ufeff]+/gu, ' ').trim()}`
