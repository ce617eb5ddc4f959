import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort } from '../../src/cli/freePort.ts'

test('no port is given twice, none lies where systems take ports for outgoing connections, and each can be opened', async () => {
  const ports: number[] = []
  for (let given = 0; given < 200; given += 1) ports.push(await freePort())
  expect(new Set(ports).size).toBe(200)
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(10_000)
    expect(port).toBeLessThan(16_000)
  }
  for (const port of ports.slice(0, 20)) {
    const server = createServer().listen(port, '127.0.0.1')
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
  }
})
