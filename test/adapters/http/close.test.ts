import { describe, expect, test } from 'vitest'
import { seconds } from '../../../src/kernel/time.ts'
import type { DoorAnswer } from '../../../src/ports/door.ts'
import { fakeDoor, gate, listener } from './listener.ts'
import { post, rawConnection } from './raw.ts'

async function withRequestInside() {
  const held = gate<DoorAnswer>()
  const { door, received } = fakeDoor(() => held.promise)
  const started = await listener({ door })
  const raw = rawConnection(started.port)
  raw.send(post('/clova', '{}'))
  await expect.poll(() => received.length).toBe(1)
  return { ...started, raw, held }
}

describe('closing the public listener', () => {
  test('idle and silent connections do not hold it up', async () => {
    const { opened, port, clock } = await listener()
    const used = rawConnection(port)
    used.send('GET /live HTTP/1.1\r\nHost: x\r\n\r\n')
    await used.until('204')
    const silent = rawConnection(port)
    await new Promise(resolve => silent.socket.once('connect', resolve))
    const other = rawConnection(port)
    other.send('GET /live HTTP/1.1\r\nHost: x\r\n\r\n')
    await other.until('204')
    await opened.close(seconds(10))
    await Promise.all([used.closed(), silent.closed(), other.closed()])
    expect(clock.pendingTimers()).toBe(0)
  })

  test('a request inside gets its answer, a new connection none', async () => {
    const { opened, port, raw, held, clock } = await withRequestInside()
    const closing = opened.close(seconds(10))
    const refused = rawConnection(port)
    expect(await refused.closed()).toBe('')
    held.open({ verified: true, body: 'done' })
    await closing
    expect(await raw.closed()).toMatch(/^HTTP\/1\.1 200 .*done$/s)
    expect(clock.pendingTimers()).toBe(0)
  })

  test('after the grace what is left is destroyed', async () => {
    const { opened, raw, held, clock } = await withRequestInside()
    let closed = false
    const closing = opened.close(seconds(10)).then(() => {
      closed = true
    })
    await clock.advance(seconds(9))
    expect(closed).toBe(false)
    await clock.advance(seconds(1))
    await closing
    expect(await raw.closed()).toBe('')
    held.open({ verified: true, body: 'too late' })
  })

  test('a second call waits for the first', async () => {
    const { opened, held, raw } = await withRequestInside()
    const both = Promise.all([opened.close(seconds(10)), opened.close(seconds(1))])
    held.open({ verified: true, body: 'done' })
    await both
    expect(await raw.closed()).toContain('done')
  })
})
