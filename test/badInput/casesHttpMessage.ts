/** Signed bodies that are no good message: not JSON, without a part, with a part of another type. */
import type { BadCase, Message } from './badCase.ts'

const CONFIRMED = '200 SetBrightnessConfirmation'
const INTERNAL = '200 DriverInternalError'
const NO_TOKEN = '200 InvalidAccessTokenError'
const NO_TARGET = '200 NoSuchTargetError'
const UNSUPPORTED = '200 UnsupportedOperationError'

const row = (id: string, sent: string, answer: string, run: BadCase['run']): BadCase => ({
  id: `http-${id}`,
  surface: 'http',
  sent,
  answer,
  run,
})

const body = (id: string, sent: string, answer: string, content: string | Uint8Array) =>
  row(id, `signed: ${sent}`, answer, ({ http }) => http.post(content))

/** A good command with one thing changed. */
const changed = (id: string, sent: string, answer: string, change: (message: Message) => void) =>
  row(id, sent, answer, ({ http }) => http.message(change))

/** A member that takes another value or goes (undefined). */
const header = (name: string, value: unknown, answer: string, words?: string) =>
  changed(`header-${name}-${slug(value)}`, `\`header.${name}\` ${words ?? said(value)}`, answer, message => {
    message.header[name] = value
  })

const appliance = (value: unknown, answer: string, words?: string) =>
  changed(`appliance-${slug(words ?? value)}`, `\`payload.appliance\` ${words ?? said(value)}`, answer, message => {
    message.payload['appliance'] = value
  })

const applianceId = (value: unknown, answer: string, words?: string) =>
  changed(`id-${slug(words ?? value)}`, `\`applianceId\` ${words ?? said(value)}`, answer, message => {
    message.payload['appliance'] = { applianceId: value }
  })

const token = (value: unknown, answer: string, words?: string) =>
  changed(`token-${slug(words ?? value)}`, `\`accessToken\` ${words ?? said(value)}`, answer, message => {
    message.payload['accessToken'] = value
  })

const said = (value: unknown): string => (value === undefined ? 'missing' : `is \`${JSON.stringify(value)}\``)
const slug = (value: unknown): string =>
  (value === undefined ? 'missing' : typeof value === 'string' && value !== '' ? value : JSON.stringify(value))
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase() || 'empty'

const LONG = 'x'.repeat(2049)

const BODIES: readonly BadCase[] = [
  body('body-empty', 'nothing', INTERNAL, ''),
  body('body-null', '`null`', INTERNAL, 'null'),
  body('body-number', '`1`', INTERNAL, '1'),
  body('body-text', '`"hello"`', INTERNAL, '"hello"'),
  body('body-array', '`[]`', INTERNAL, '[]'),
  body('body-object', '`{}`', INTERNAL, '{}'),
  body('body-half', 'half a JSON object', INTERNAL, '{"header":{"messageId":"a"'),
  body(
    'body-xml',
    'XML',
    INTERNAL,
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
  ),
  body('body-form', 'a form', INTERNAL, 'header=a&payload=b'),
  body('body-latin1', 'bytes that are not UTF-8', INTERNAL, Buffer.from('7b22686561646572223a22e9227d', 'hex')),
  body('body-utf16', 'UTF-16', INTERNAL, Buffer.from('\ufeff{"header":{}}', 'utf16le')),
  body('body-surrogate', 'half a character of UTF-8', INTERNAL, Buffer.from('7b2261223a22f09f98227d', 'hex')),
  body('body-nan', 'NaN for a value', INTERNAL, '{"header":{},"payload":{"a":NaN}}'),
  body('body-deep', '17 levels', INTERNAL, `${'['.repeat(17)}${']'.repeat(17)}`),
  body('body-very-deep', '13,000 levels', INTERNAL, '{"a":'.repeat(13_000)),
]

const HEADERS: readonly BadCase[] = [
  changed('header-missing', '`header` missing', INTERNAL, message => {
    delete (message as Partial<Message>).header
  }),
  ...[null, [], 'x', 7].map(value =>
    changed(`header-${slug(value)}`, `\`header\` ${said(value)}`, INTERNAL, message => {
      message.header = value as never
    }),
  ),
  header('messageId', undefined, CONFIRMED, 'missing (the answer gets a new one)'),
  header('messageId', null, CONFIRMED),
  header('messageId', 7, CONFIRMED),
  header('messageId', { a: 1 }, CONFIRMED),
  header('messageId', '', CONFIRMED),
  changed('header-messageid-long', '`header.messageId` of 2,049 characters', CONFIRMED, message => {
    message.header['messageId'] = LONG
  }),
  header('name', undefined, INTERNAL),
  header('name', null, INTERNAL),
  header('name', 7, INTERNAL),
  header('name', '', INTERNAL),
  header('name', 'FrobnicateRequest', UNSUPPORTED),
  header('name', 'SetBrightness', UNSUPPORTED),
  header('name', 'setbrightnessrequest', UNSUPPORTED),
  header('name', 'SetBrightnessConfirmation', UNSUPPORTED),
  header('name', '__proto__', UNSUPPORTED),
  header('name', 'toString', UNSUPPORTED),
  header('name', 'SetBrightnessRequest\nforged line', UNSUPPORTED, 'with a line break in it'),
  changed('header-name-long', '`header.name` of 2,049 characters', INTERNAL, message => {
    message.header['name'] = LONG
  }),
  header('name', 'ActionSceneRequest', UNSUPPORTED, 'of the other edition (JP)'),
  { ...header('name', 'ChangePowerRequest', UNSUPPORTED, 'of the other edition (KR)'), edition: 'JP' },
  header('namespace', undefined, INTERNAL),
  header('namespace', 'Clova', INTERNAL),
  header('namespace', 7, INTERNAL),
  header('payloadVersion', undefined, CONFIRMED),
  header('payloadVersion', '99.0', CONFIRMED),
]

const PAYLOADS: readonly BadCase[] = [
  ...[undefined, null, [], 'x', 7].map(value =>
    changed(`payload-${slug(value)}`, `\`payload\` ${said(value)}`, INTERNAL, message => {
      message.payload = value as never
    }),
  ),
  row('payload-proto', '`__proto__` with a token, no token of its own', NO_TOKEN, ({ http, tokens }) => {
    const text = http
      .body('TurnOn', 'lamp')
      .replace('"accessToken":', '"__proto__":{"accessToken":')
      .replace(`"${tokens.good}"`, `"${tokens.good}"}`)
    return http.post(text)
  }),
  row('duplicate-keys', 'two values of one key: the last counts', '200 ValueOutOfRangeError 0..100', ({ http }) =>
    http.post(
      http.body('SetBrightness', 'lamp', { brightness: { value: 1 } }).replace('"value":1', '"value":1,"value":900'),
    ),
  ),
  changed('unknown-fields', 'fields that no guide names', CONFIRMED, message => {
    Object.assign(message, { extra: [1, 2, 3] })
    message.payload['constructor'] = { prototype: { admin: true } }
  }),
  token(undefined, NO_TOKEN),
  token(null, NO_TOKEN),
  token(7, NO_TOKEN),
  token({ a: 1 }, NO_TOKEN),
  token(['a'], NO_TOKEN, 'is a list'),
  token('', NO_TOKEN),
  token('nobody-knows-this', NO_TOKEN, 'unknown'),
  token("' OR '1'='1", NO_TOKEN, 'with SQL in it'),
  token(LONG, NO_TOKEN, 'of 2,049 characters'),
  row('token-revoked', '`accessToken` revoked', NO_TOKEN, ({ http, tokens }) =>
    http.message(({ payload }) => {
      payload['accessToken'] = tokens.revoked
    }),
  ),
  row('token-expired', '`accessToken` past its time', '200 ExpiredAccessTokenError', ({ http, tokens }) =>
    http.message(({ payload }) => {
      payload['accessToken'] = tokens.expired
    }),
  ),
  row('token-upper-case', '`accessToken` in upper case', NO_TOKEN, ({ http, tokens }) =>
    http.message(({ payload }) => {
      payload['accessToken'] = tokens.good.toUpperCase()
    }),
  ),
  row('token-discovery', 'discovery with an unknown token', NO_TOKEN, ({ http, tokens }) =>
    http.post(http.body('DiscoverAppliances').replace(tokens.good, 'stranger')),
  ),
  appliance(undefined, NO_TARGET),
  appliance(null, NO_TARGET),
  appliance('lamp', NO_TARGET),
  appliance([{ applianceId: 'lamp' }], NO_TARGET, 'is a list'),
  applianceId(undefined, NO_TARGET),
  applianceId(7, NO_TARGET),
  applianceId('', NO_TARGET),
  applianceId('nobody', NO_TARGET, 'unknown'),
  applianceId('LAMP', NO_TARGET, 'in upper case'),
  applianceId('__proto__', NO_TARGET),
  applianceId('lamp/set', NO_TARGET, 'with a slash'),
  applianceId('+', NO_TARGET, 'is a wildcard'),
  applianceId(LONG, NO_TARGET, 'of 2,049 characters'),
]

export const HTTP_MESSAGE_CASES: readonly BadCase[] = [...BODIES, ...HEADERS, ...PAYLOADS]
