/** What clients send together is taken in over several turns of the event loop, whole and in order. */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { connectPacket, retainedPacket } from '../../../scripts/bench/mqttWire.ts'
import { createLargeFrames, guardFrames } from '../../../src/adapters/mqtt/frameGuard.ts'
import { tokenBucket } from '../../../src/adapters/mqtt/tokenBucket.ts'
import { turnBudget } from '../../../src/adapters/mqtt/turnBudget.ts'
import { manualClock } from '../../support/manualClock.ts'
import { until } from '../../support/until.ts'

test('a turn takes in so much, or one chunk that is larger', async () => {
  const turn = turnBudget(100)
  const next = (): Promise<void> => new Promise(resolve => void turn.next(resolve))
  expect([turn.take(60), turn.take(40), turn.take(1)]).toEqual([true, true, false])
  await next()
  expect([turn.take(1_000), turn.take(1)]).toEqual([true, false])
  await next()
  expect(turn.take(1)).toBe(true)
})

test('what is over waits for the next turn, and arrives whole and in order', async () => {
  const clock = manualClock()
  const turn = turnBudget(10_000)
  const got = new Map<Socket, Buffer[]>()
  let slowed = 0
  const server = createServer({ noDelay: true }, socket => {
    const chunks: Buffer[] = []
    got.set(socket, chunks)
    const told = { slowed: () => void slowed++, tooLarge: () => undefined, wrongLevel: () => undefined }
    guardFrames(
      socket,
      { maxBytes: 100_000, large: createLargeFrames() },
      { clock, packets: tokenBucket(clock, 1e6, 1e6), turn },
      told,
    )
    socket.on('data', chunk => chunks.push(chunk))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const { connect } = await import('node:net')
  const sent = Array.from({ length: 5 }, (_, at) =>
    Buffer.concat([
      connectPacket(`client-${at}`),
      ...Array.from({ length: 100 }, (_message, index) => retainedPacket(`t/${at}/${index}`, 'x'.repeat(2_000))),
    ]),
  )
  const clients = sent.map(bytes =>
    connect(port, '127.0.0.1', function write(this: Socket) {
      this.write(bytes)
    }),
  )
  const whole = (): readonly string[] =>
    [...got.values()].map(chunks => Buffer.concat(chunks).toString('latin1')).sort()
  const wanted = sent.map(bytes => bytes.toString('latin1')).sort()
  await until(() => whole().join('').length === wanted.join('').length, 'all bytes')
  expect(whole()).toEqual(wanted)
  expect(slowed).toBe(0)
  for (const client of clients) client.destroy()
  server.close()
})
