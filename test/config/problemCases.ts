/** One broken file per kind of problem with the text, single values and settings: what stands where, and what is said. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the configuration are written like this
import type { ProblemCode } from '../../src/config/problem.ts'

export interface ProblemCase {
  readonly code: ProblemCode
  readonly line: number
  readonly key: string
  /** Part of the English fix. */
  readonly fix: string
  readonly text: string
  /** What the message repeats; absent: not looked at. */
  readonly value?: string
}

export const row = (
  code: ProblemCode,
  line: number,
  key: string,
  fix: string,
  text: string,
  value?: string,
): ProblemCase => ({
  code,
  line,
  key,
  fix,
  text,
  ...(value === undefined ? {} : { value }),
})

export const SOURCE_CASES: readonly ProblemCase[] = [
  row('yamlSyntax', 1, '', 'check the indentation', 'edition: "KR'),
  row('yamlSyntax', 2, '', 'check the indentation', 'edition: KR\n---\nedition: JP'),
  row('tab', 2, '', 'two blanks', 'mqtt:\n\thost: localhost'),
  row('duplicateKey', 3, 'log.level', 'remove one', 'log:\n  level: info\n  level: warn'),
  row('tooDeep', 1, '', 'brackets', '['.repeat(1000)),
  row('tooDeep', 1, '', 'brackets', '- '.repeat(100_000)),
  row('tooMuch', 2, 'c.9.0', 'at most 200', bomb()),
  row('unknownAlias', 1, 'edition', 'asterisk', 'edition: *nobody'),
  row('keyNotText', 1, '?', 'quotes', '? [a, b]\n: 1'),
  row('keyNotText', 1, '?', 'quotes', '__proto__: { edition: JP }'),
  row('yamlTag', 1, '', 'quotes', 'edition: !secret KR'),
  row('yamlVersion', 1, '', '%YAML', '%YAML 1.1\n---\nedition: KR'),
  row('variableMissing', 2, 'mqtt.base', 'NOT_SET:-default', 'mqtt:\n  base: ${NOT_SET}', '${NOT_SET}'),
  row('variableMalformed', 2, 'mqtt.base', '${file:/path}', 'mqtt:\n  base: ${9}', '${9}'),
  row('secretFile', 1, 'timezone', 'permission', 'timezone: ${file:/no/such/file}', '${file:/no/such/file}'),
]

/** Nine times nine times …: 60,000 entries and more out of five lines. */
function bomb(): string {
  const nine = (name: string): string => `[${Array.from({ length: 19 }, () => `*${name}`).join(', ')}]`
  return `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b ${nine('a')}\nc: &c ${nine('b')}\nd: &d [*c, *c, *c]\ne: ${nine('d')}`
}

export const VALUE_CASES: readonly ProblemCase[] = [
  row('missing', 2, 'appliances.a.name', 'key name', 'appliances:\n  a: { type: LIGHT }', ''),
  row('empty', 1, 'timezone', 'remove the line', "timezone: ''"),
  row('unknownKey', 2, 'log.colour', 'level, style', 'log:\n  colour: true'),
  row('meantKey', 1, 'edtion', 'edition', 'edtion: KR', ''),
  row('meant', 1, 'edition', 'did you mean KR', 'edition: KOR', 'KOR'),
  row('notOneOf', 1, 'log.style', 'auto, json, pretty, journal', 'log: { style: beautifully }'),
  row('wantText', 1, 'timezone', 'single value', 'timezone: [Asia/Seoul]'),
  row('wantMap', 2, 'log', 'key: value', 'edition: KR\nlog: info', 'info'),
  row('wantMap', 1, '', 'key: value', 'just a sentence'),
  row('wantList', 1, 'webhook.key.pins', '[a, b]', 'webhook: { key: { pins: abc } }'),
  row('wantNumber', 2, 'webhook.port', 'plain number', 'webhook:\n  port: http', 'http'),
  row('wantWhole', 2, 'webhook.port', 'fraction', 'webhook:\n  port: 80.5', '80.5'),
  row('wantBoolean', 1, 'mqtt.anonymous', 'true or false', 'mqtt: { anonymous: maybe }'),
  row('wantDuration', 1, 'storage.flush', '30s', 'storage: { flush: 60 }', '60'),
  row('outOfRange', 2, 'webhook.deadline', '500ms to 7s', 'webhook:\n  deadline: 7001ms', '7001ms'),
  row('outOfRange', 1, 'webhook.port', '1 to 65535', 'webhook: { port: 70000 }'),
  row('tooLong', 1, 'mqtt.base', '200 characters', `mqtt: { base: ${'x'.repeat(201)} }`),
  row('tooMany', 1, 'webhook.key.pins', 'at most 10', `webhook: { key: { pins: [${'a, '.repeat(11)}] } }`),
]

const account = (entry: string, name = 'a'): string => `mqtt:\n  accounts:\n    ${name}: ${entry}`

export const SETTINGS_CASES: readonly ProblemCase[] = [
  row('conflict', 3, 'mqtt.port', 'remove one', 'mqtt:\n  url: mqtt://pi:1883\n  port: 1883'),
  row(
    'conflict',
    1,
    'webhook.key.pem',
    'remove one',
    'webhook: { key: { file: a.pem, pem: "-----BEGIN PUBLIC KEY-----" } }',
  ),
  row('needs', 2, 'mqtt.username', 'url', 'mqtt:\n  username: me'),
  row('needs', 1, 'mqtt.password', 'username', 'mqtt: { url: "mqtt://pi", password: abc }'),
  row('wantBelow', 1, 'memory.warnMiB', 'memory.restartMiB', 'memory: { warnMiB: 300 }', '300'),
  row('wantTimezone', 1, 'timezone', 'Asia/Seoul', 'timezone: Asia/Soul', 'Asia/Soul'),
  row('wantBase', 1, 'mqtt.base', 'slashes', 'mqtt: { base: home/# }'),
  row('wantBase', 1, 'mqtt.base', 'slashes', 'mqtt: { base: /home }'),
  row('wantBase', 1, 'announcements.zigbee2mqttBase', 'slashes', 'announcements: { zigbee2mqttBase: [zigbee, up/+] }'),
  row('wantBase', 1, 'announcements.zigbee2mqttBase', 'slashes', 'announcements: { zigbee2mqttBase: clova2mqtt/z }'),
  row('wantBrokerUrl', 1, 'mqtt.url', 'mqtts://', 'mqtt: { url: "http://pi" }'),
  row('loginInUrl', 1, 'mqtt.url', 'mqtt.username', 'mqtt: { url: "mqtt://me:hunter2@pi" }', 'mqtt://[redacted]@pi'),
  row('brokerUnguarded', 2, 'mqtt.host', 'anonymous: true', 'mqtt:\n  host: 0.0.0.0', '0.0.0.0'),
  row('brokerUnguarded', 2, 'mqtt.tls', 'accounts', 'mqtt:\n  tls: { host: "::", cert: c.pem, key: k.pem }'),
  row('wantPath', 1, 'webhook.path', '/clova', 'webhook: { path: clova }'),
  row('wantHttps', 1, 'webhook.key.url', 'https://', 'webhook: { key: { url: "http://clova.ai/key" } }'),
  row('wantPin', 1, 'webhook.key.pins.0', '64 hexadecimal', 'webhook: { key: { pins: [abc] } }', 'abc'),
  row('wantPem', 1, 'webhook.key.pem', 'BEGIN PUBLIC KEY', 'webhook: { key: { pem: abc } }'),
  row('wantAccountName', 3, 'mqtt.accounts.$a', '64 bytes', account('{ password: abcdefghijkl, publish: [x] }', '$a')),
  row('wantPassword', 3, 'mqtt.accounts.a.password', '128 bytes', account('{ password: "", publish: [x] }')),
  row('missing', 3, 'mqtt.accounts.a.password', 'key password', account('')),
  row(
    'conflict',
    1,
    'mqtt.accounts.a.bridge',
    'remove one',
    'mqtt: { accounts: { a: { password: abcdefghijkl, appliance: l, bridge: b } } }\nbridges: { b: }\nappliances: { l: { type: LIGHT, name: L, native: true } }',
  ),
]
