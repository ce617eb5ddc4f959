/** The program with a Tasmota plug on its embedded broker, with an account that may do no more than the documentation says. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { expect, test } from 'vitest'
import { makeTasmota } from '../support/tasmota.ts'
import { begin, main, makeHome, newToken, PASSWORD } from './support.ts'

test('a Tasmota plug with an account of its own is found, switched by a directive, and read', async () => {
  const home = await makeHome()
  home.write(['lamp'], `language: en\ndataFolder: ${join(home.folder, 'data')}`)
  const yaml = readFileSync(home.file, 'utf8')
  const own = 'publish: [tasmota/discovery/#, stat/plug/#, tele/plug/#], subscribe: [cmnd/plug/#]'
  writeFileSync(home.file, yaml.replace('accounts: {', `accounts: { plug: { password: ${PASSWORD}, ${own} },`))
  const running = begin(['start', '--config', home.file])
  await running.says('"ready"')
  const port = Number(/mqtt: \{ port: (\d+)/.exec(yaml)?.[1])
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    ...{ username: 'plug', password: PASSWORD, clientId: 'DVES_17E7AE' },
    will: { topic: 'tele/plug/LWT', payload: Buffer.from('Offline'), qos: 1, retain: true },
  })
  const plug = makeTasmota({
    ...{ mac: '48551917E7AE', topic: 'plug', name: '주방 플러그' },
    say: (topic, payload, retain) => void client.publish(topic, payload, { retain }),
  })
  client.on('message', (topic, payload) => plug.hear(topic, payload.toString()))
  await client.subscribeAsync('cmnd/plug/#')
  plug.begin()
  await running.says('appliance announced')
  const listed = await main(['appliances', 'list', '--config', home.file])
  const [, id = ''] = /(auto-[0-9a-f]{12})\s+주방 플러그\s+SMARTPLUG/.exec(listed.out) ?? []
  expect(id).not.toBe('')

  const env = { CLOVA2MQTT_TOKEN: await newToken(home) }
  const ask = async (action: string): Promise<string> => {
    const { out, err } = await main(['cek', action, id, '--key', home.key, '--config', home.file], { env })
    return out + err
  }
  expect(await ask('TurnOn')).toContain('TurnOnConfirmation')
  expect(plug.isOn()).toBe(true)
  expect(await ask('GetConsumption')).toContain('"value": 5')
  const shown = await main(['appliances', 'show', id, '--json', '--config', home.file])
  expect(JSON.parse(shown.out)).toMatchObject({ presence: 'online', values: { power: { value: 'on' } } })
  await client.endAsync(true)
}, 90_000)
