/** The program with an appliance that announces itself: found, explained, decided about, and there again after a restart. */
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { expect, test } from 'vitest'
import { begin, main, makeHome, PASSWORD, type Running } from './support.ts'

const PUMP = JSON.stringify({
  ...{ name: 'Pump', unique_id: 'p1', command_topic: 'garden/pump/set', state_topic: 'garden/pump' },
  device: { identifiers: ['garden'], name: 'Garden', manufacturer: 'Maker' },
})

async function stop({ child }: Running): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
}

/** Some fifteen programs started one after another, on a machine with other work. */
const LONG_MS = 150_000

test(
  'an announced switch is listed, explained, renamed, hidden, forgotten, and outlives a restart',
  async () => {
    const home = await makeHome()
    home.write(['lamp'], `language: en\ndataFolder: ${join(home.folder, 'data')}`)
    const yaml = readFileSync(home.file, 'utf8')
    const publisher = `publisher: { password: ${PASSWORD}, publish: [homeassistant/#, garden/#, clova2mqtt/fan/#, shellies/#] }`
    writeFileSync(home.file, yaml.replace('accounts: {', `accounts: { ${publisher},`))
    const port = Number(/mqtt: \{ port: (\d+)/.exec(yaml)?.[1])
    const told = async (...args: readonly string[]): Promise<string> => {
      const { out, err } = await main([...args, '--config', home.file])
      return out + err
    }

    const first = begin(['start', '--config', home.file])
    await first.says('"ready"')
    const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { username: 'publisher', password: PASSWORD })
    await client.publishAsync('homeassistant/switch/pump/config', PUMP, { qos: 1, retain: true })
    await first.says('appliance announced')
    await client.publishAsync('clova2mqtt/fan/config', '{"type":"FAN"}', { qos: 1, retain: true })
    await first.says('announcement refused')
    await client.publishAsync('shellies/shelly1-B929CC/online', 'true', { qos: 1, retain: true })
    await first.says('something announced is not read')
    const overview = await told('announcements')
    expect(overview).toContain('document cannot be read: clova2mqtt/fan/config (name is missing)')
    expect(await told('announcements', '--lang', 'ja')).toContain('（name がない）')
    expect(await told('announcements', '--lang', 'ko')).toContain('(name이 없음)')
    expect(JSON.parse(await told('status', '--json'))).toMatchObject({
      announcementsRefused: [
        {
          ...{ appliance: 'fan', reason: 'name is missing' },
          text: { ko: 'name이 없음', ja: 'name がない', en: 'name is missing' },
        },
      ],
    })
    expect(overview).toMatch(/Left out\n {2}not read: shellies\/shelly1-B929CC \(Shelly, first generation\)/)
    const [id = ''] = /auto-[0-9a-f]{12}/.exec(overview) ?? []
    expect(overview).toContain('1 documents announced')
    expect(overview).toContain('offered')
    const why = await told('appliances', 'explain', id)
    expect(why).toContain('type SWITCH, since it is a switch')
    expect(why).toContain('room YARD, by "garden" in its name')
    expect(await told('appliances', 'set', id, 'name=연못 펌프', 'location=BALCONY')).toContain('연못 펌프')
    expect(await told('appliances', 'set', id, 'colour=red')).toContain('colour is none of')
    expect(await told('appliances', 'set', id, 'type=TOASTER', '--lang', 'ja')).toContain(
      'type: 家電の種類にしてください',
    )
    expect(await told('appliances', 'hide', id)).toContain('hidden')
    expect(await told('appliances', 'list')).not.toContain(id)
    expect(await told('appliances', 'show-again', id)).toContain('offered')
    await client.endAsync(true)
    await stop(first)

    const second = begin(['start', '--config', home.file])
    await second.says('"ready"')
    expect(await told('appliances', 'list')).toMatch(new RegExp(`${id}\\s+연못 펌프\\s+SWITCH\\s+unknown`))
    expect(JSON.parse(await told('appliances', 'forget', id, '--json'))).toEqual({ forgotten: true })
    expect(await told('appliances', 'explain', id)).toContain('has been announced')
    await stop(second)
  },
  LONG_MS,
)
