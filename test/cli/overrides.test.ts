/** The program with decisions about announced appliances as a file: out, in again, refused as a whole, kept for later. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { expect, test } from 'vitest'
import { callLocal } from '../../src/adapters/http/localClient.ts'
import { begin, type Home, main, makeHome, PASSWORD } from './support.ts'

const lightOf = (name: string): string =>
  JSON.stringify({
    ...{ name, unique_id: name, command_topic: `light/${name}/set`, state_topic: `light/${name}` },
    ...{ brightness_command_topic: `light/${name}/dim`, brightness_state_topic: `light/${name}/dimmed` },
  })

/** Some twenty programs started one after another, on a machine with other work. */
const LONG_MS = 150_000

/** A running home with announced lights of these names; their ids in the same order. */
async function homeWith(names: readonly string[]) {
  const home: Home = await makeHome()
  home.write(['lamp'], `language: en\ndataFolder: ${join(home.folder, 'data')}`)
  const yaml = readFileSync(home.file, 'utf8')
  const publisher = `publisher: { password: ${PASSWORD}, publish: [homeassistant/#] }`
  writeFileSync(home.file, yaml.replace('accounts: {', `accounts: { ${publisher},`))
  const running = begin(['start', '--config', home.file])
  await running.says('"ready"')
  const port = Number(/mqtt: \{ port: (\d+)/.exec(yaml)?.[1])
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { username: 'publisher', password: PASSWORD })
  for (const name of names) {
    await client.publishAsync(`homeassistant/light/${name}/config`, lightOf(name), { qos: 1, retain: true })
    await running.says(`"name":"${name}"`)
  }
  await client.endAsync(true)
  const told = async (...args: readonly string[]): Promise<{ code: number | null; text: string }> => {
    const { code, out, err } = await main([...args, '--config', home.file])
    return { code, text: out + err }
  }
  const overview = (await told('announcements', '--json')).text
  const listed = (JSON.parse(overview) as { appliances: { id: string; name: string }[] }).appliances
  const ids = names.map(name => listed.find(one => one.name === name)?.id ?? '')
  return { home, told, ids, socket: join(home.folder, 'data/control.sock') }
}

test(
  'decisions go out with comments, are refused as a whole, come in again, and wait for who is away',
  async () => {
    const { home, told, ids, socket } = await homeWith(['Alpha', 'Beta'])
    const [alpha = '', beta = ''] = ids
    const file = join(home.folder, 'decisions.yaml')
    await told('appliances', 'set', alpha, 'name=안방 등', 'location=BED_ROOM', 'except=SetBrightness,TurnOff')
    await told('appliances', 'set', beta, 'limits={"brightness":{"min":10,"max":80}}', 'location=none')
    expect((await told('announcements', 'export', file)).text).toContain('decisions about 2 appliance(s) written')
    const first = readFileSync(file, 'utf8')
    expect(first).toContain('# 안방 등, LIGHT, BED_ROOM, offered')
    expect(first).toContain('location: none')
    expect((await told('announcements', 'export')).text).toBe(first)

    // One wrong line, and nothing of the file counts.
    const broken = first.replace('name: 안방 등', 'name: 작은방 등').replace('BED_ROOM\n', 'BED_ROM\n')
    writeFileSync(file, broken)
    const refused = await told('announcements', 'import', file)
    const line = broken.split('\n').findIndex(one => one.includes('location: BED_ROM')) + 1
    expect(refused.code).toBe(1)
    expect(refused.text).toContain(`${file}:${line}:15 overrides.${alpha}.location = BED_ROM`)
    expect(refused.text).toContain('1 problem(s). Nothing was changed.')
    expect((await told('announcements', 'export')).text).toBe(first)

    // What would change is told first, and nothing is done.
    const away = 'auto-0123456789ab'
    writeFileSync(file, `${first.replace('name: 안방 등', 'name: 작은방 등')}  ${away}:\n    hidden: true\n`)
    const dry = await told('announcements', 'import', file, '--dry-run')
    expect(dry.text).toMatch(new RegExp(`${alpha}\\s+안방 등\\s+name\\s+"안방 등"\\s+"작은방 등"`))
    expect(dry.text).toMatch(new RegExp(`${away}\\s+-\\s+hidden\\s+-\\s+true`))
    expect(dry.text).toContain('about 2 appliance(s) would change, those about 1 are as they were')
    expect((await told('announcements', 'export')).text).toBe(first)

    const done = await told('announcements', 'import', file)
    expect(done.text).toContain('about 2 appliance(s) changed')
    expect(done.text).toContain(`Not announced now, and kept until they are: ${away}`)
    await expect.poll(async () => (await told('appliances', 'list')).text, { timeout: 20_000 }).toContain('작은방 등')
    const exported = await told('announcements', 'export')
    expect(exported.text).toContain('# not announced now')

    // The same over the local API: what is got may be put.
    const all = await callLocal(socket, 'GET', '/overrides')
    expect(all.body).toMatchObject({ overrides: { [away]: { hidden: true }, [beta]: { location: null } } })
    expect(await callLocal(socket, 'PUT', '/overrides', all.body)).toMatchObject({
      body: { changes: [], unchanged: 3, notAnnounced: [away] },
    })
    const bad = { overrides: { [alpha]: { name: 'x' }, [beta]: { type: 'TOASTER' } } }
    expect(await callLocal(socket, 'PUT', '/overrides', bad)).toMatchObject({
      ...{ status: 400, body: { error: { message: `overrides.${beta}: type is not an appliance type` } } },
    })
    expect((await told('announcements', 'export')).text).toBe(exported.text)
  },
  LONG_MS,
)

test(
  'names, actions and limits are decided about by CLI and API while it runs, and taken back',
  async () => {
    const { told, ids, socket } = await homeWith(['Gamma'])
    const [id = ''] = ids
    const actions = async (): Promise<string> => (await told('appliances', 'explain', id)).text
    const shown = async () => (await callLocal(socket, 'GET', `/announcements/${id}`)).body
    expect(await actions()).toContain('SetBrightness')
    await told('appliances', 'set', id, 'except=SetBrightness')
    expect(await shown()).toMatchObject({ actions: expect.not.arrayContaining(['SetBrightness']) })
    await callLocal(socket, 'PUT', `/announcements/${id}`, { except: null, limits: { brightness: { max: 50 } } })
    expect(await shown()).toMatchObject({
      ...{ actions: expect.arrayContaining(['SetBrightness']), override: { limits: { brightness: { max: 50 } } } },
    })
    await told('appliances', 'set', id, 'limits=', 'location=KITCHEN')
    expect(await shown()).toMatchObject({ override: { location: 'KITCHEN' }, location: 'KITCHEN' })
    await told('appliances', 'set', id, 'location=')
    expect(await shown()).toMatchObject({ override: {} })
    expect(await told('appliances', 'set', id, 'hidden=maybe')).toMatchObject({ code: 1 })
    expect((await told('appliances', 'set', 'a b', 'hidden=true')).text).toContain('a b cannot be an id')
    expect(await told('announcements', 'import')).toMatchObject({ code: 2 })
    expect((await told('announcements', 'import', '/nowhere/at.yaml')).text).toContain('/nowhere/at.yaml:1:1')
    expect((await told('announcements', 'export', '/nowhere/at.yaml')).text).toContain(
      '/nowhere/at.yaml cannot be written',
    )
  },
  LONG_MS,
)
