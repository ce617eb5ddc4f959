/** The login form sent back wrongly, and the pages asked for in ways they are not: a page that says what to do, never a code. */
import type { BadCase } from './badCase.ts'
import { PRIVATE, USER } from './home.ts'

const WRONG = '403 page "Link NAVER CLOVA"'
const BROKEN = '400 page "This request is incomplete"'
const ELSEWHERE = '403 page "Opened in another browser"'
const FOREIGN = '403 page "Sent from another site"'

const row = (id: string, sent: string, answer: string, run: BadCase['run']): BadCase => ({
  id: `oauth-login-${id}`,
  surface: 'oauth',
  sent,
  answer,
  run,
})

const form = (
  id: string,
  sent: string,
  answer: string,
  change: (fields: URLSearchParams) => void,
  headers?: Readonly<Record<string, string>>,
) =>
  row(id, sent, answer, ({ oauth }) =>
    oauth.login(fields => {
      change(fields)
      return undefined
    }, headers),
  )

const body = (id: string, sent: string, answer: string, make: (good: string) => string) =>
  row(id, sent, answer, ({ oauth }) => oauth.login(fields => make(fields.toString())))

/** A name nobody has: wrong passwords make that name wait, and no other row's. */
const stranger = (id: string, sent: string, answer: string, name: string, password: string) =>
  form(id, sent, answer, fields => {
    fields.set('name', name)
    fields.set('password', password)
  })

const LONG = 'x'.repeat(5000)

const PASSWORDS: readonly BadCase[] = [
  form('good', 'nothing wrong at all', '303 back to CLOVA: a code', () => undefined),
  form('wrong', 'a wrong password', WRONG, fields => {
    fields.set('name', 'somebody')
    fields.set('password', PRIVATE)
  }),
  stranger('unknown', 'a user nobody knows', WRONG, 'nobody', PRIVATE),
  stranger('proto', '`__proto__` for a user', WRONG, '__proto__', PRIVATE),
  stranger('sql', 'SQL for a user', WRONG, "' OR 1=1 --", PRIVATE),
  stranger('markup', 'markup for a user', WRONG, '"><script>alert(1)</script>', PRIVATE),
  stranger('nul', 'a user with a NUL', WRONG, 'min\0a', PRIVATE),
  stranger('lone-mark', 'a user of one combining mark', WRONG, '\u0301', PRIVATE),
  stranger('long-name', 'a user of 5,000 characters', WRONG, LONG, PRIVATE),
  stranger('long-password', 'a password of 5,000 characters', WRONG, 'stranger-1', LONG),
  stranger('empty-name', 'no name', WRONG, '', PRIVATE),
  stranger('empty-password', 'no password', WRONG, 'stranger-2', ''),
]

const FORMS: readonly BadCase[] = [
  form('name-missing', '`name` missing', WRONG, fields => fields.delete('name')),
  form('password-missing', '`password` missing', WRONG, fields => fields.delete('password')),
  form('name-twice', '`name` twice', BROKEN, fields => fields.append('name', 'somebody')),
  form('password-twice', '`password` twice', BROKEN, fields => fields.append('password', PRIVATE)),
  form('transaction-missing', '`transaction` missing', BROKEN, fields => fields.delete('transaction')),
  form('transaction-empty', '`transaction` empty', BROKEN, fields => fields.set('transaction', '')),
  form('transaction-twice', '`transaction` twice', BROKEN, fields =>
    fields.append('transaction', fields.get('transaction') ?? ''),
  ),
  form('transaction-garbage', '`transaction` that is none of ours', BROKEN, fields =>
    fields.set('transaction', 'abc.def'),
  ),
  form('transaction-changed', '`transaction` with one character changed', BROKEN, fields => {
    const good = fields.get('transaction') ?? ''
    fields.set('transaction', `${good[0] === 'A' ? 'B' : 'A'}${good.slice(1)}`)
  }),
  form('transaction-unsealed', '`transaction` without its seal', BROKEN, fields =>
    fields.set('transaction', (fields.get('transaction') ?? '').split('.')[0] ?? ''),
  ),
  form('transaction-long', '`transaction` of 15,000 characters', BROKEN, fields =>
    fields.set('transaction', LONG.repeat(3)),
  ),
  form('cookie-missing', 'no cookie', ELSEWHERE, () => undefined, { cookie: '' }),
  form('cookie-other', 'the cookie of another browser', ELSEWHERE, () => undefined, {
    cookie: `__Host-clova2mqtt-link=${'a'.repeat(43)}`,
  }),
  form('cookie-garbage', 'a cookie of garbage', ELSEWHERE, () => undefined, {
    cookie: '__Host-clova2mqtt-link="; =;;',
  }),
  form('cookie-long', 'a cookie of 5,000 characters', ELSEWHERE, () => undefined, { cookie: LONG }),
  form('origin-other', 'a form from the page of somebody else', FOREIGN, () => undefined, {
    origin: 'https://evil.example',
  }),
  form('origin-null', 'a form from nowhere (`Origin: null`)', FOREIGN, () => undefined, { origin: 'null' }),
  form('origin-garbage', '`Origin` that is no address', FOREIGN, () => undefined, { origin: 'home.example' }),
  form(
    'redirect-slipped-in',
    '`redirect_uri` of somebody else beside a good login',
    '303 back to CLOVA: a code',
    fields => fields.set('redirect_uri', 'https://evil.example/'),
  ),
]

const BODIES: readonly BadCase[] = [
  body('body-none', 'no body', BROKEN, () => ''),
  body('body-broken', 'half a percent sign', BROKEN, good => `${good}&x=%2`),
  body('body-not-utf8', 'bytes that are not UTF-8', BROKEN, good => good.replace(USER.name, '%FF%FE')),
  body(
    'body-over',
    'a body of 21 KiB',
    '413 page "This request is incomplete"',
    good => `${good}&x=${'x'.repeat(21 * 1024)}`,
  ),
  form('body-json', 'a form said to be JSON', BROKEN.replace('400', '415'), () => undefined, {
    'Content-Type': 'application/json',
  }),
]

const PAGES: readonly BadCase[] = [
  ...['POST', 'PUT', 'DELETE'].flatMap(method =>
    ['/privacy', '/oauth/style.css'].map(path =>
      row(
        `page-${method.toLowerCase()}-${path.replaceAll(/[^a-z]+/g, '-').slice(1)}`,
        `\`${method} ${path}\``,
        '405',
        ({ oauth }) => oauth.page(path, method),
      ),
    ),
  ),
]

export const OAUTH_LOGIN_CASES: readonly BadCase[] = [...PASSWORDS, ...FORMS, ...BODIES, ...PAGES]
