/** Bad HTTP: what strangers and broken tunnels send, and signatures that are none. */
import type { BadCase, Bench, HttpHead } from './badCase.ts'
import { PRIVATE } from './home.ts'

const row = (id: string, sent: string, answer: string, run: BadCase['run']): BadCase => ({
  id: `http-${id}`,
  surface: 'http',
  sent,
  answer,
  run,
})

/** A good body under a head that is not. */
const head = (id: string, sent: string, answer: string, make: HttpHead | ((bench: Bench, body: string) => HttpHead)) =>
  row(id, sent, answer, bench => {
    const body = bench.http.body('SetBrightness', 'lamp', { brightness: { value: 34 } })
    return bench.http.post(body, typeof make === 'function' ? make(bench, body) : make)
  })

/** Bytes as they are. */
const bytes = (id: string, sent: string, answer: string, what: string | Uint8Array, end = false) =>
  row(id, sent, answer, bench => bench.http.raw(what, { end }))

const elsewhere = (id: string, path: string, method = 'POST', answer = '404') =>
  head(id, `a signed request to \`${method} ${path}\``, answer, { path, method })

const PATHS: readonly BadCase[] = [
  elsewhere('root', '/'),
  elsewhere('longer-path', '/clova/'),
  elsewhere('upper-case-path', '/CLOVA'),
  elsewhere('double-slash', '//clova'),
  elsewhere('traversal', '/clova/../../etc/passwd'),
  elsewhere('encoded-traversal', '/%2e%2e/%2e%2e/etc/passwd'),
  elsewhere('encoded-path', '/%63lova'),
  elsewhere('nul-path', '/clova%00'),
  elsewhere('absolute-path', 'http://home.example/clova'),
  elsewhere('status-path', '/status'),
  elsewhere('get', '/clova', 'GET', '405'),
  elsewhere('put', '/clova', 'PUT', '405'),
  elsewhere('delete', '/clova', 'DELETE', '405'),
  elsewhere('trace', '/clova', 'TRACE', '405'),
  elsewhere('options', '*', 'OPTIONS', '404'),
  elsewhere('post-live', '/live', 'POST', '405'),
  bytes(
    'connect',
    'a proxy request `CONNECT example.org:443`',
    'closed',
    'CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n',
  ),
  elsewhere('unknown-method', '/clova', 'FROBNICATE', '400'),
  head('query', 'a good request with a query on the path', '200 SetBrightnessConfirmation', { path: '/clova?admin=1' }),
  head('upgrade', 'a good request that asks for a WebSocket', '200 SetBrightnessConfirmation', {
    headers: ['Upgrade: websocket'],
  }),
]

const other = (text: string, change: (signature: string) => string) => (bench: Bench, body: string) => ({
  signature: change(bench.http.sign(Buffer.from(body + text))),
})
const same = (signature: string): string => signature

const SIGNATURES: readonly BadCase[] = [
  row('empty', 'an empty body, no signature', '401', ({ http }) => http.post('', { signature: null })),
  row('unsigned', 'a good directive, no signature', '401', ({ http }) =>
    http.post(http.body('TurnOff', 'lamp'), { signature: null }),
  ),
  row('unsigned-private', 'an unsigned body with something private in it', '401', ({ http }) =>
    http.post(`{"header":"${PRIVATE}"}`, { signature: null }),
  ),
  head('signature-of-other-body', 'the signature of another body', '401', other('x', same)),
  head('signature-body-longer', 'a body with one more blank than was signed', '401', other(' ', same)),
  head(
    'signature-cut',
    'a signature without its last byte',
    '401',
    other('', text => text.slice(0, -4)),
  ),
  head(
    'signature-longer',
    'a signature with bytes behind it',
    '401',
    other('', text => `${text.replace(/=+$/, '')}AAAA`),
  ),
  head(
    'signature-changed',
    'a signature with one bit changed',
    '401',
    other('', text => `${text[0] === 'A' ? 'B' : 'A'}${text.slice(1)}`),
  ),
  head('signature-empty', 'an empty signature', '401', { signature: '' }),
  head('signature-garbage', 'a signature that is not Base64', '401', { signature: '!'.repeat(344) }),
  head('signature-zeros', 'a signature of zeros', '401', { signature: Buffer.alloc(256).toString('base64') }),
  head('signature-short', 'a signature of three characters', '401', { signature: 'abc' }),
  head('signature-words', 'SQL for a signature', '401', { signature: "' OR 1=1 --" }),
  head('signature-twice', 'the right signature and a wrong one', '401', { headers: ['SignatureCEK: abc'] }),
  head('signature-wrong-header', 'the right signature under another header', '401', (bench, body) => ({
    signature: null,
    headers: [`Signature: ${bench.http.sign(Buffer.from(body))}`],
  })),
]

const SIZES: readonly BadCase[] = [
  head('header-huge', 'a header of 9 KiB', '431', { headers: [`X-Long: ${'x'.repeat(9 * 1024)}`] }),
  head('signature-huge', 'a signature of 9 KiB', '431', { signature: 'A'.repeat(9 * 1024) }),
  head('headers-many', '2,000 short headers', '431', {
    headers: Array.from({ length: 2000 }, (_, at) => `X-${at}: y`),
  }),
  row('body-limit', '64 KiB of blanks, signed', '200 DriverInternalError', ({ http }) => http.post(' '.repeat(65_536))),
  row('body-over', '64 KiB and one byte, signed', '413', ({ http }) => http.post(' '.repeat(65_537))),
  row('body-over-chunked', '64 KiB and one byte in chunks', '413', ({ http }) =>
    http.raw(
      Buffer.concat([
        http.request('', { contentLength: null, headers: ['Transfer-Encoding: chunked'] }),
        Buffer.from(`10001\r\n${' '.repeat(65_537)}\r\n0\r\n\r\n`),
      ]),
    ),
  ),
  row('body-one-byte-chunks', '20,000 chunks of one byte, unsigned', '401', ({ http }) =>
    http.raw(
      Buffer.concat([
        http.request('', { contentLength: null, signature: null, headers: ['Transfer-Encoding: chunked'] }),
        Buffer.from(`${'1\r\nx\r\n'.repeat(20_000)}0\r\n\r\n`),
      ]),
    ),
  ),
  row('length-huge', 'a length of 10 GB and little behind it', '413', ({ http }) =>
    http.raw(http.request('{"header"', { contentLength: '10000000000' }), { end: true }),
  ),
  head('length-beyond-numbers', 'a length of 40 digits', '400', { contentLength: '9'.repeat(40) }),
  head('length-negative', 'a negative length', '400', { contentLength: '-1' }),
  head('length-words', 'a length that is no number', '400', { contentLength: 'many' }),
  head('length-twice', 'two lengths that differ', '400', { headers: ['Content-Length: 1'] }),
  head('length-and-chunks', 'a length and chunks at once', '400', { headers: ['Transfer-Encoding: chunked'] }),
  row('length-too-long', 'half a body, then nobody', '400', ({ http }) =>
    http.raw(http.request('{"header"', { contentLength: '500' }), { end: true }),
  ),
  row('length-too-short', 'more body than the length says', '400', ({ http }) =>
    http.raw(http.request(http.body('TurnOff', 'lamp'), { contentLength: '5' })),
  ),
  row('chunk-size', 'a chunk size that is no number', '400', ({ http }) =>
    http.raw(
      Buffer.concat([
        http.request('', { contentLength: null, headers: ['Transfer-Encoding: chunked'] }),
        Buffer.from('zz\r\nabc\r\n0\r\n\r\n'),
      ]),
    ),
  ),
  row('drip', 'a good request, one byte at a time', '200 SetBrightnessConfirmation', ({ http }) => {
    const request = http.request(http.body('SetBrightness', 'lamp', { brightness: { value: 35 } }))
    return http.raw(request, { pieces: request.length })
  }),
]

const WIRE: readonly BadCase[] = [
  bytes('nothing', 'a connection that says nothing and leaves', 'closed', '', true),
  bytes('half-head', 'half a head, then nobody', '400', 'POST /clova HTTP/1.1\r\nHost: x\r\nSigna', true),
  bytes('binary', 'random bytes', '400', Buffer.from('00ff17fe03eeaa55cc', 'hex')),
  bytes('tls', 'the beginning of a TLS handshake', '400', Buffer.from('16030100c8010000c40303', 'hex')),
  bytes('mqtt', 'an MQTT CONNECT', '400', Buffer.from('101000044d5154540402003c000474657374', 'hex')),
  bytes('http2', 'HTTP/2', '400', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  bytes('version', 'HTTP/9.9', '400', 'POST /clova HTTP/9.9\r\nHost: x\r\n\r\n'),
  bytes('no-host', 'no Host header', '400', 'POST /clova HTTP/1.1\r\nContent-Length: 0\r\n\r\n'),
  bytes('header-colon', 'a header without a colon', '400', 'POST /clova HTTP/1.1\r\nHost x\r\n\r\n'),
  bytes('header-nul', 'a NUL in a header', '400', 'POST /clova HTTP/1.1\r\nHost: x\0y\r\n\r\n'),
  bytes(
    'header-folded',
    'a head with line feeds only and a smuggled request',
    '400',
    'POST /clova HTTP/1.1\nHost: x\r\n GET / HTTP/1.1\n\n',
  ),
  head('expect', 'an expectation that is none', '417', { headers: ['Expect: wonders'] }),
  row('pipelined', '100 unsigned requests at once on one connection', '401 ×100', ({ http }) => {
    const one = 'POST /clova HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}'
    const last = one.replace('Host', 'Connection: close\r\nHost')
    return http.raw(one.repeat(99) + last)
  }),
  row(
    'many-at-once',
    '200 connections at once, each with an unknown signed request',
    'each 200, 503 or closed',
    async ({ http }) => {
      const all = await Promise.all(Array.from({ length: 200 }, (_, at) => http.directive(`Frobnicate${at}`, 'lamp')))
      const odd = all.filter(one => !['200 UnsupportedOperationError', '503', 'closed'].includes(one))
      return odd.length === 0 && all.includes('200 UnsupportedOperationError') ? 'each 200, 503 or closed' : odd.join()
    },
  ),
  row(
    'half-open',
    '100 connections that say half a word and stay; then a good request',
    '200 SetBrightnessConfirmation',
    async ({ http }) => {
      const held = await Promise.all(Array.from({ length: 100 }, () => openHalf(http.port)))
      const outcome = await http.directive('SetBrightness', 'lamp', { brightness: { value: 36 } })
      for (const socket of held) socket.destroy()
      return outcome
    },
  ),
]

async function openHalf(port: number) {
  const { connect } = await import('node:net')
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await new Promise(resolve => socket.once('connect', resolve))
  socket.write('POST /cl')
  return socket
}

export const HTTP_WIRE_CASES: readonly BadCase[] = [
  ...PATHS,
  ...SIGNATURES,
  ...SIZES,
  ...WIRE.map(one => (one.id === 'http-many-at-once' ? { ...one, maxLines: 210 } : one)),
]
