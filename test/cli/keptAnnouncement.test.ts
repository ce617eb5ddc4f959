/** The program killed and started again: an appliance that announced itself is known before it speaks. */
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import { damage, tokensIn } from '../adapters/sqlite/backupSupport.ts'
import { quietLog } from '../adapters/sqlite/quietLog.ts'
import { openRetained, told } from '../adapters/sqlite/retainedSupport.ts'
import { until } from '../support/until.ts'
import { begin, type Home, main, makeHome, newToken, PASSWORD, type Running } from './support.ts'

const FAN = JSON.stringify({ name: 'Fan', type: 'FAN', properties: { power: {}, fanSpeed: {} }, interval: 30 })

/** A home with a login for a fan that is not configured. */
async function homeWithFan(): Promise<Home & { readonly data: string; readonly port: number }> {
  const home = await makeHome()
  const data = join(home.folder, 'data')
  home.write(['lamp'], `language: en\ndataFolder: ${data}`)
  const yaml = readFileSync(home.file, 'utf8')
  const fan = `fan: { password: ${PASSWORD}, publish: [clova2mqtt/fan/#] }`
  writeFileSync(home.file, yaml.replace('accounts: {', `accounts: { ${fan},`))
  const port = Number(/mqtt: \{ port: (\d+)/.exec(yaml)?.[1])
  return { ...home, data, port }
}

async function start(home: Home): Promise<Running> {
  const gateway = begin(['start', '--config', home.file])
  await gateway.says('"ready"')
  return gateway
}

async function kill({ child, ended }: Running): Promise<void> {
  child.kill('SIGKILL')
  await ended
}

/** Topics of the retained messages that a start would find now. */
function keptIn(data: string): readonly string[] {
  const database = openDatabase({ file: join(data, 'clova2mqtt.db'), log: quietLog, role: 'tool' })
  try {
    return told(openRetained(database)).map(line => line.split(' ')[0] ?? '')
  } finally {
    database.close()
  }
}

const ids = async (home: Home): Promise<readonly string[]> => {
  const { out } = await main(['appliances', 'list', '--json', '--config', home.file])
  const list: readonly { readonly id: string; readonly presence: string }[] = JSON.parse(out)
  return list.map(({ id, presence }) => `${id} ${presence}`)
}

test('an announcement survives SIGKILL seconds later, and presence is unknown until it speaks', async () => {
  const home = await homeWithFan()
  const first = await start(home)
  const client = await connectAsync(`mqtt://127.0.0.1:${home.port}`, { username: 'fan', password: PASSWORD })
  await client.publishAsync('clova2mqtt/fan/config', FAN, { qos: 1, retain: true })
  await first.says('appliance announced')
  expect(await ids(home)).toEqual(['lamp unknown', 'fan online'])
  await until(() => keptIn(home.data).includes('clova2mqtt/fan/config'), 'the announcement is in the database')
  await kill(first)
  await client.endAsync(true)
  const second = await start(home)
  expect(await ids(home)).toEqual(['lamp unknown', 'fan unknown'])
  const ended = once(second.child, 'exit')
  second.child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  await start(home)
  expect(await ids(home)).toEqual(['lamp unknown', 'fan unknown'])
})

test('a damaged database is replaced by the newest good backup at the start, announcements included', async () => {
  const home = await homeWithFan()
  await newToken(home)
  const first = await start(home)
  const client = await connectAsync(`mqtt://127.0.0.1:${home.port}`, { username: 'fan', password: PASSWORD })
  await client.publishAsync('clova2mqtt/fan/config', FAN, { qos: 1, retain: true })
  await first.says('appliance announced')
  await client.endAsync(true)
  first.child.kill('SIGTERM')
  await first.ended
  expect((await main(['backup', '--config', home.file])).code).toBe(0)
  writeFileSync(join(home.data, 'backups', 'clova2mqtt-2026-11-21T0253.db.999999999.partial'), 'x')
  const file = join(home.data, 'clova2mqtt.db')
  damage(file)
  const second = await start(home)
  expect(second.err() + second.out()).toContain('database was damaged and set aside')
  expect([await ids(home), tokensIn(file), existsSync(`${file}.damaged-1`)]).toEqual([
    ['lamp unknown', 'fan unknown'],
    ['test'],
    true,
  ])
  expect(readdirSync(join(home.data, 'backups')).filter(name => !name.endsWith('.db'))).toEqual([])
})
