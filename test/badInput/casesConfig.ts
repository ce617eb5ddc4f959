/** Configuration files that are wrong, read again by a running gateway: refused whole, the home stays as it was. */
import type { BadCase } from './badCase.ts'
import { PRIVATE } from './home.ts'

const row = (
  id: string,
  sent: string,
  answer: string,
  content: string | Uint8Array | undefined | ((good: string) => string),
): BadCase => ({
  id: `config-${id}`,
  surface: 'config',
  sent,
  answer,
  anyBroker: true,
  run: bench => bench.reload(typeof content === 'function' ? content(bench.configText) : content),
})

/** One line more, or one text for another, in the good file. */
const added = (id: string, sent: string, answer: string, text: string) =>
  row(id, sent, answer, good => `${good}\n${text}\n`)
const replaced = (id: string, sent: string, answer: string, from: string, to: string) =>
  row(id, sent, answer, good => good.replace(from, to))

/** The same line within `webhook`, `linking` or `users`. */
const publicUrl = (id: string, words: string, url: string) =>
  replaced(
    `public-url-${id}`,
    `\`webhook.publicUrl\` ${words}`,
    'wantOrigin webhook.publicUrl',
    '  deadline:',
    `  publicUrl: "${url}"\n  deadline:`,
  )
const redirectUri = (id: string, words: string, uri: string) =>
  added(
    `redirect-uri-${id}`,
    `\`linking.redirectUris\` ${words}`,
    'wantRedirectUri linking.redirectUris.0',
    `linking: { redirectUris: ["${uri}"] }`,
  )
const users = (id: string, words: string, answer: string, text: string) =>
  added(`users-${id}`, words, answer, `users: ${text}`)

const LINKING: readonly BadCase[] = [
  publicUrl('http', 'without TLS', 'http://home.example'),
  publicUrl('path', 'with a path', 'https://home.example/clova'),
  publicUrl('user', 'with a login', `https://me:${PRIVATE}@home.example`),
  publicUrl('query', 'with a query', 'https://home.example?a=b'),
  publicUrl('blank', 'with a blank', 'https://home example'),
  redirectUri('http', 'without TLS', 'http://clova.example/token'),
  redirectUri('fragment', 'with a fragment', 'https://clova.example/#a'),
  redirectUri('user', 'with a login', `https://me:${PRIVATE}@clova.example/`),
  redirectUri('javascript', 'that is a script', 'javascript:alert(1)'),
  redirectUri('relative', 'without a host', '/token'),
  redirectUri('backslash', 'with a backslash', 'https:\\\\clova.example/'),
  redirectUri('korean', 'in Korean', 'https://클로바.example/토큰'),
  added(
    'redirect-uris-none',
    'an empty `linking.redirectUris`',
    'empty linking.redirectUris',
    'linking: { redirectUris: [] }',
  ),
  added(
    'redirect-uris-many',
    '11 `linking.redirectUris`',
    'tooMany linking.redirectUris',
    `linking: { redirectUris: [${'"https://a.example/",'.repeat(11)}] }`,
  ),
  added(
    'redirect-uri-long',
    '`linking.redirectUris` of 600 characters',
    'tooLong linking.redirectUris.0',
    `linking: { redirectUris: ["https://a.example/${'x'.repeat(600)}"] }`,
  ),
  added('linking-key', 'a key of `linking` that is none', 'meantKey linking.rotat', 'linking: { rotat: false }'),
  added('linking-off', 'a word for `linking.enabled`', 'wantBoolean linking.enabled', 'linking: { enabled: off }'),
  users('list', 'a list for `users`', 'wantMap users', '[mina]'),
  users(
    'password',
    'a password for a user, where it does not belong',
    'unknownKey users.mina.password',
    `{ mina: { password: ${PRIVATE} } }`,
  ),
  users(
    'twice',
    'a user twice, in two spellings',
    'userTwice users.Mina',
    '{ mina: { only: [lamp] }, Mina: { only: [desk] } }',
  ),
  users(
    'name',
    'a user name of 65 characters',
    `wantUserName users.${'x'.repeat(65)}`,
    `{ ${'x'.repeat(65)}: { only: [lamp] } }`,
  ),
  users(
    'only-empty',
    '`only:` with nothing behind it (which would allow everything)',
    'empty users.mina.only',
    '{ mina: { only: } }',
  ),
  users(
    'selector-both',
    'a selector of a room and a tag at once',
    'wantSelector users.mina.only.0',
    '{ mina: { only: [{ location: KITCHEN, tag: a }] } }',
  ),
  users(
    'selector-place',
    'a room that is none',
    'meant users.mina.only.0.location',
    '{ mina: { only: [{ location: KITCHN }] } }',
  ),
  users(
    'selector-number',
    'a number for an appliance (an id that selects nothing, told by a warning)',
    'reloaded',
    '{ mina: { except: [5] } }',
  ),
  users(
    'selectors-many',
    '201 selectors',
    'tooMany users.mina.except',
    `{ mina: { except: [${'lamp,'.repeat(201)}] } }`,
  ),
]

export const CONFIG_CASES: readonly BadCase[] = [
  row('missing', 'no file', 'fileMissing', undefined),
  row('not-utf8', 'a file that is not UTF-8', 'notUtf8', Buffer.from('65646974696f6e3a20ff', 'hex')),
  row('large', 'a file of 2 MiB', 'fileTooLarge', `# ${'x'.repeat(2 * 1024 * 1024)}\n`),
  row('yaml', 'YAML that does not end', 'yamlSyntax', 'edition: "KR'),
  row('tab', 'a tab for blanks', 'tab', 'mqtt:\n\tbase: a'),
  row('deep', '1,000 brackets', 'tooDeep', '['.repeat(1000)),
  row('bomb', 'aliases that grow to millions', 'tooMuch c.9.0', bomb()),
  row('sentence', 'a sentence', 'wantMap', 'just a sentence'),
  row('tag', 'a YAML tag that runs code elsewhere', 'yamlTag', 'edition: !!js/function "function () {}"'),
  row('proto', '`__proto__` for a key', 'keyNotText ?', '__proto__: { edition: JP }'),
  added('unknown-key', 'a key that is none', 'unknownKey frobnicate', 'frobnicate: 1'),
  added('duplicate-key', 'the same key twice', 'duplicateKey language', 'language: ko'),
  added('duplicate-id', 'the same appliance twice', 'duplicateKey appliances', 'appliances: {}'),
  replaced('type', 'a type that is none', 'meant appliances.door.type', 'SMARTLOCK', 'SMARTLOK'),
  replaced('wrong-type', 'a list for a text', 'wantText language', 'language: en', 'language: [en]'),
  replaced('deadline', 'a deadline out of range', 'outOfRange webhook.deadline', '1500ms', '1h'),
  replaced('duration', 'a duration without a unit', 'wantDuration webhook.deadline', '1500ms', '1500'),
  replaced(
    'variable',
    'a variable that is not set',
    'variableMissing dataFolder',
    'dataFolder: data',
    'dataFolder: ${NOT_SET}',
  ),
  replaced(
    'secret-file',
    'a secret whose file is not there',
    'secretFile dataFolder',
    'dataFolder: data',
    'dataFolder: ${file:/no/such/file}',
  ),
  row(
    'broker-login',
    'a password in the URL of a broker',
    'loginInUrl mqtt.url',
    `mqtt: { url: "mqtt://me:${PRIVATE}@pi" }`,
  ),
  replaced('id', 'an id that cannot be', 'wantId appliances.two words', '  door:', '  two words:'),
  replaced(
    'own-topic',
    'a binding to our own topics',
    'ownTopic appliances.plug.properties.power.state.topic',
    'plug/state',
    'clova2mqtt/lamp/state',
  ),
  ...LINKING,
]

/** Nine times nine times …: millions of entries out of a few lines. */
function bomb(): string {
  const list = (name: string): string => `[${Array.from({ length: 19 }, () => `*${name}`).join(', ')}]`
  return `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b ${list('a')}\nc: &c ${list('b')}\nd: ${list('c')}`
}
