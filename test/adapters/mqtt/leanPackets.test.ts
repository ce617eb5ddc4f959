import { createRequire } from 'node:module'
import { expect, onTestFinished, test } from 'vitest'
import { eventually, startBroker } from './support.ts'

test('the packet library keeps no buffer for each number there is, and numbers still arrive', async () => {
  const under = await startBroker()
  onTestFinished(() => under.stop())
  const client = await under.client('all')
  const heard: string[] = []
  client.on('message', topic => void heard.push(topic))
  const [granted] = await client.subscribeAsync('long/#', { qos: 1 })
  expect(granted?.qos).toBe(1)
  // Lengths on both sides of one byte, in the topic as in the packet.
  const topics = ['long/a', `long/${'b'.repeat(250)}`, `long/${'c'.repeat(300)}`]
  for (const topic of topics) await client.publishAsync(topic, 'x'.repeat(topic.length), { qos: 1 })
  await eventually(() => heard.length === topics.length, 'all have arrived')
  expect(heard).toEqual(topics)
  const { cache } = createRequire(import.meta.url)('mqtt-packet/numbers.js') as { cache: object }
  expect(Object.keys(cache)).toEqual([])
})
