/** The program with a Shelly on its embedded broker, with an account that may do no more than the documentation says. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { expect, test } from 'vitest'
import { makeShelly } from '../support/shelly.ts'
import { begin, main, makeHome, newToken, PASSWORD } from './support.ts'

test('a Shelly with an account of its own is found, switched by a directive, and read', async () => {
  const home = await makeHome()
  home.write(['lamp'], `language: en\ndataFolder: ${join(home.folder, 'data')}`)
  const yaml = readFileSync(home.file, 'utf8')
  const account = `kitchen: { password: ${PASSWORD}, publish: [kitchen/#, clova2mqtt/shelly/#], subscribe: [kitchen/rpc] }`
  writeFileSync(home.file, yaml.replace('accounts: {', `accounts: { ${account},`))
  const running = begin(['start', '--config', home.file])
  await running.says('"ready"')
  const port = Number(/mqtt: \{ port: (\d+)/.exec(yaml)?.[1])
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    ...{ username: 'kitchen', password: PASSWORD, clientId: 'shellyplus1-3ce90e2f7c34' },
    will: { topic: 'kitchen/online', payload: Buffer.from('false'), qos: 1, retain: true },
  })
  const shelly = makeShelly({
    ...{ prefix: 'kitchen', id: 'shellyplus1-3ce90e2f7c34', info: { name: '주방 스위치', app: 'Plus1' } },
    status: { 'switch:0': { id: 0, output: false } },
    say: (topic, payload, retain) => void client.publish(topic, payload, { qos: 1, retain }),
  })
  client.on('message', (topic, payload) => shelly.hear(topic, payload.toString()))
  await client.subscribeAsync('kitchen/rpc', { qos: 1 })
  shelly.begin()
  await running.says('appliance announced')
  const listed = await main(['appliances', 'list', '--config', home.file])
  const [, id = ''] = /(auto-[0-9a-f]{12})\s+주방 스위치\s+SWITCH/.exec(listed.out) ?? []
  expect(id).not.toBe('')

  const token = await newToken(home)
  const env = { CLOVA2MQTT_TOKEN: token }
  const asked = await main(['cek', 'TurnOn', id, '--key', home.key, '--config', home.file], { env })
  expect(asked.out + asked.err).toContain('TurnOnConfirmation')
  expect(shelly.status()).toMatchObject({ 'switch:0': { output: true } })
  expect(shelly.calls.slice(0, 3)).toEqual(['Shelly.GetDeviceInfo', 'Shelly.GetConfig', 'Shelly.GetStatus'])
  const shown = await main(['appliances', 'show', id, '--json', '--config', home.file])
  expect(JSON.parse(shown.out)).toMatchObject({ presence: 'online', values: { power: { value: 'on' } } })
  await client.endAsync(true)
}, 90_000)
