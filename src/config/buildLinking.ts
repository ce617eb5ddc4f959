/** The part of account linking in the configuration: the public address, where logins lead back to, and who may use what. */
import { type AccessRule, type Selector, selects } from '../home/permission.ts'
import type { Language } from '../kernel/text.ts'
import { foldUserName, MAX_NAME_CHARACTERS } from '../ports/users.ts'
import type { Edition } from '../protocol/edition.ts'
import type { FileEntry } from './applianceSchema.ts'
import type { House } from './buildHouse.ts'
import { type Building, given } from './building.ts'
import { isLoopback } from './buildMqtt.ts'
import type { LinkingConfig } from './config.ts'
import type { RuleEntry, SelectorEntry } from './linkingSchema.ts'
import type { Path } from './report.ts'

/** Where each platform takes the code (guides "Home Extension", account linking; as published). */
export const DEFAULT_REDIRECT_URIS: Readonly<Record<Edition, string>> = {
  KR: 'https://prod-ni-cic.clova.ai/v1/al/token/',
  JP: 'https://clova-cic.line-apps.com/v1/al/token/',
}

export const DEFAULT_HOME_NAMES: Readonly<Record<Language, string>> = { ko: '우리 집', ja: 'わが家', en: 'My home' }

/** No blanks, no control characters: it is sent in a header, and compared as it stands. */
const PRINTABLE = /^[\x21-\x7e]+$/

export function buildLinking({ linking }: FileEntry, { report, edition }: Building): LinkingConfig {
  const { enabled, rotate } = linking
  for (const [at, uri] of (linking.redirectUris ?? []).entries()) {
    if (!isRedirectUri(uri)) report.problem('wantRedirectUri', ['linking', 'redirectUris', at])
  }
  return { enabled, rotate, redirectUris: linking.redirectUris ?? [DEFAULT_REDIRECT_URIS[edition]] }
}

function isRedirectUri(uri: string): boolean {
  if (!PRINTABLE.test(uri) || /[\\#]/.test(uri) || !URL.canParse(uri)) return false
  const { protocol, hostname, username, password } = new URL(uri)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')))
}

/** The origin of the address that CLOVA reaches; undefined when there is none or it is none. */
export function publicOrigin({ webhook }: FileEntry, { report }: Building): string | undefined {
  const { publicUrl } = webhook
  if (publicUrl === undefined) return undefined
  const path = ['webhook', 'publicUrl']
  // What the parser would mend or drop (blanks, `?`, `/a/..`) is told rather than taken for what was meant.
  const plain = /^https:\/\/[^\s/?#@\\]+\/?$/i.test(publicUrl) && URL.canParse(publicUrl)
  if (!plain) {
    report.problem('wantOrigin', path)
    return undefined
  }
  const { origin, port } = new URL(publicUrl)
  if (port !== '') report.warning('portNot443', path)
  return origin
}

export function buildUsers(entry: FileEntry, house: House, building: Building): ReadonlyMap<string, AccessRule> {
  const { report } = building
  const rules = new Map<string, AccessRule>()
  for (const [name, rule] of Object.entries(entry.users)) {
    const path = ['users', name]
    const folded = foldUserName(name)
    if (folded === undefined) {
      report.problem('wantUserName', path, { max: MAX_NAME_CHARACTERS }, 'key')
      continue
    }
    if (rules.has(folded)) report.problem('userTwice', path, {}, 'key')
    rules.set(folded, ruleOf(rule, path, house, building))
  }
  return rules
}

function ruleOf(entry: RuleEntry, path: Path, house: House, building: Building): AccessRule {
  const written = building.keys(path).map(key => key.text)
  if (written.length === 0) building.report.warning('userUnlimited', path)
  const list = (key: 'only' | 'except'): readonly Selector[] | undefined => {
    // A key with nothing after it would otherwise count as absent: everything allowed where nothing is.
    if (entry[key] === undefined && written.includes(key)) building.report.problem('empty', [...path, key], {}, 'key')
    return entry[key]?.flatMap((one, at) => selectorOf(one, [...path, key, at], house, building) ?? [])
  }
  return { ...given('only', list('only')), ...given('except', list('except')) }
}

function selectorOf(
  entry: SelectorEntry,
  path: Path,
  { appliances }: House,
  { report }: Building,
): Selector | undefined {
  const selector = readSelector(entry)
  if (selector === undefined) {
    report.problem('wantSelector', path)
    return undefined
  }
  if (appliances.some(one => selects(selector, one))) return selector
  report.warning('selectsNothing', selector.by === 'id' ? path : [...path, selector.by])
  return selector
}

function readSelector(entry: SelectorEntry): Selector | undefined {
  if (typeof entry === 'string') return { by: 'id', value: entry }
  const { location, tag } = entry
  if (location !== undefined) return tag === undefined ? { by: 'location', value: location } : undefined
  return tag === undefined ? undefined : { by: 'tag', value: tag }
}
