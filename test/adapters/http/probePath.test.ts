/** The path of our own probes: there for a nonce that is on its way, and for nothing else. */
import { expect, test } from 'vitest'
import { createProbeDesk } from '../../../src/gateway/exposure/probeDesk.ts'
import { PROBE_PATH } from '../../../src/ports/probe.ts'
import { listener } from './listener.ts'

test('answers its own nonce, and is like any unknown path to everybody else', async () => {
  const desk = createProbeDesk()
  const { nonce, expected, close } = desk.open()
  const { url } = await listener({ probe: desk.answer })
  const ask = async (path: string, method = 'GET') => {
    const answer = await fetch(`${url}${path}`, { method })
    const headers = [...answer.headers.keys()].filter(name => name !== 'date').sort()
    return { status: answer.status, body: await answer.text(), headers }
  }
  const good = await ask(`${PROBE_PATH}?n=${nonce}`)
  expect([good.status, good.body]).toEqual([200, expected])
  const unknown = await ask('/no/such/path')
  expect(unknown.status).toBe(404)
  const others = [
    PROBE_PATH,
    `${PROBE_PATH}?n=`,
    `${PROBE_PATH}?n=${'0'.repeat(32)}`,
    `${PROBE_PATH}?n=${nonce}0`,
    `${PROBE_PATH}?n=${nonce.toUpperCase()}`,
    `${PROBE_PATH}?n=${nonce}&n=${nonce}`,
    `${PROBE_PATH}?x=1&n=${nonce}`,
    `${PROBE_PATH}?n=__proto__`,
    `${PROBE_PATH}/?n=${nonce}`,
  ].filter(path => path !== `${PROBE_PATH}?n=${nonce}`)
  for (const path of others) expect(await ask(path), path).toEqual(unknown)
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    expect(await ask(`${PROBE_PATH}?n=${nonce}`, method), method).toEqual(unknown)
  }
  close()
  expect(await ask(`${PROBE_PATH}?n=${nonce}`)).toEqual(unknown)
})

test('without a desk the path is not there', async () => {
  const { url } = await listener()
  expect((await fetch(`${url}${PROBE_PATH}?n=${'0'.repeat(32)}`)).status).toBe(404)
})
