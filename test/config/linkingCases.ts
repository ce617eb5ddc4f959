/** Broken account linking: addresses, and who may use what. */
import { LINK_PATHS } from '../../src/ports/linking.ts'
import { type ProblemCase, row } from './problemCases.ts'

/** Each stands alone in `webhook.publicUrl`. */
const NO_ORIGINS: readonly string[] = [
  'http://home.example.com',
  'home.example.com',
  'https://home.example.com/clova',
  'https://home.example.com//',
  'https://home.example.com/?',
  'https://home.example.com/#',
  'https://me@home.example.com',
  'https://me:word@home.example.com',
  'https://home example.com',
  'https:\\\\home.example.com',
  'https:home.example.com',
  'https://home.example.com:0x1bb',
  'https://[::1',
  'https://',
  'https://home.example.com/a/..',
]

/** Each stands alone in `linking.redirectUris`. */
const NO_REDIRECTS: readonly string[] = [
  'http://clova.example.com/token/',
  'http://127.0.0.1.example.com/',
  'clova.example.com/token',
  'javascript:alert(1)',
  'https://clova.example.com/#',
  'https://clova.example.com/#code',
  'https://me@clova.example.com/',
  'https://clova.example.com\\@evil.example.com/',
  'https://clova.example.com/a b',
  'https://clova.example.com/\u0001',
  'https://클로바.example.com/',
  'https://',
]

const users = (entry: string, name = 'minsu'): string => `users:\n  ${name}: ${entry}`
const inJson = (text: string): string => JSON.stringify(text)

export const LINKING_CASES: readonly ProblemCase[] = [
  ...NO_ORIGINS.map(url =>
    row('wantOrigin', 2, 'webhook.publicUrl', 'https://home.example.com', `webhook:\n  publicUrl: ${inJson(url)}`),
  ),
  ...NO_REDIRECTS.map(uri =>
    row('wantRedirectUri', 1, 'linking.redirectUris.0', 'without #', `linking: { redirectUris: [${inJson(uri)}] }`),
  ),
  row(
    'wantRedirectUri',
    4,
    'linking.redirectUris.1',
    'character by character',
    'linking:\n  redirectUris:\n    - https://a.example.com/\n    - http://b.example.com/',
    'http://b.example.com/',
  ),
  row('empty', 1, 'linking.redirectUris', 'remove the line', 'linking: { redirectUris: [] }'),
  row(
    'tooMany',
    1,
    'linking.redirectUris',
    'at most 10',
    `linking: { redirectUris: [${'"https://a.example.com/", '.repeat(11)}] }`,
  ),
  row('wantBoolean', 1, 'linking.rotate', 'true or false', 'linking: { rotate: sometimes }'),
  row('meantKey', 1, 'linking.rotat', 'rotate', 'linking: { rotat: true }'),
  row('empty', 1, 'name', 'remove the line', 'name: ""'),
  row('tooLong', 1, 'name', '100 characters', `name: ${'x'.repeat(101)}`),
  ...[...Object.values(LINK_PATHS), '/live'].map(path =>
    row('pathTaken', 2, 'webhook.path', '/oauth/token, ', `webhook:\n  path: ${path}`, path),
  ),
  row('wantUserName', 2, 'users. ', 'user add', users('{ only: [] }', '" "'), ''),
  row('wantUserName', 2, `users.${'x'.repeat(65)}`, 'at most 64', users('{ only: [] }', 'x'.repeat(65))),
  row('wantUserName', 2, 'users.a\u0007', 'user add', users('{ only: [] }', '"a\\u0007"')),
  row('userTwice', 3, 'users.MINSU ', 'one entry', `${users('{ only: [] }')}\n  "MINSU ": { only: [] }`),
  row(
    'userTwice',
    3,
    'users.민수',
    'one entry',
    `${users('{ only: [] }', '민수'.normalize('NFD'))}\n  민수: { only: [] }`,
  ),
  row('wantMap', 2, 'users.minsu', 'key: value', users('[lamp]')),
  row('meantKey', 2, 'users.minsu.onyl', 'only', users('{ onyl: [lamp] }')),
  row('wantList', 2, 'users.minsu.only', '[a, b]', users('{ only: lamp }'), 'lamp'),
  row('empty', 3, 'users.minsu.only', 'remove the line', `${users('')}\n    only:`),
  row('empty', 4, 'users.minsu.except', 'remove the line', `${users('')}\n    only: []\n    except: ~`),
  row('tooMany', 2, 'users.minsu.only', 'at most 200', users(`{ only: [${'a, '.repeat(201)}] }`)),
  row('wantSelector', 2, 'users.minsu.only.0', '{ tag: kids }', users('{ only: [{}] }')),
  row(
    'wantSelector',
    2,
    'users.minsu.except.1',
    'in each entry',
    users('{ except: [a, { location: BED_ROOM, tag: kids }] }'),
  ),
  row('wantMap', 2, 'users.minsu.only.0', 'key: value', users('{ only: [[a]] }')),
  row('meant', 2, 'users.minsu.only.0.location', 'BED_ROOM', users('{ only: [{ location: BEDROOM }] }'), 'BEDROOM'),
  row('empty', 2, 'users.minsu.only.0.tag', 'remove the line', users('{ only: [{ tag: "" }] }')),
  row('unknownKey', 2, 'users.minsu.only.0.id', 'location, tag', users('{ only: [{ id: a }] }')),
]
