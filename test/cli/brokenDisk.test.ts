/** A card that turns read-only while the gateway runs, as ext4 makes it after a fault: directives go on from memory. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { connectAsync } from 'mqtt'
import { describe, expect, onTestFinished, test } from 'vitest'
import { NO_CUT_DISK, openCutDisk } from '../adapters/sqlite/cutDisk.ts'
import { begin, main, makeHome, newToken, PASSWORD, type Running, temporaryFolder } from './support.ts'

/** The file system finds a fault in itself, and takes no writes from then on. */
function breakFileSystem(folder: string): void {
  const device = execFileSync('findmnt', ['-no', 'SOURCE', folder]).toString().trim()
  writeFileSync(`/sys/fs/ext4/${basename(device)}/trigger_fs_error`, 'the card is worn out')
  expect(() => writeFileSync(join(folder, 'x'), '')).toThrow(/EROFS/)
}

interface Status {
  readonly database: { readonly file: string; readonly degraded: boolean; readonly failing: boolean }
}

describe.skipIf(NO_CUT_DISK !== '')(`a card that turns read-only${NO_CUT_DISK}`, () => {
  test('while it runs, and at the next start: directives, status and log', { timeout: 120_000 }, async () => {
    const disk = openCutDisk('noatime,errors=remount-ro')
    onTestFinished(disk.close)
    const home = await makeHome()
    const data = join(disk.folder, 'data')
    home.write(
      ['lamp'],
      `language: en\ndataFolder: ${data}\ncontrol: { socket: ${home.folder}/s }\nstorage: { flush: 1s }`,
    )
    const token = await newToken(home)
    const runtime = temporaryFolder()
    const start = async (): Promise<Running> => {
      const gateway = begin(['start', '--config', home.file], { env: { RUNTIME_DIRECTORY: runtime } })
      await gateway.says('"ready"')
      return gateway
    }
    const port = Number(/mqtt: \{ port: (\d+)/.exec(readFileSync(home.file, 'utf8'))?.[1])
    const lamp = async (): Promise<() => Promise<void>> => {
      const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { username: 'lamp', password: PASSWORD })
      client.on('message', (_topic, payload) => {
        const { id } = JSON.parse(payload.toString()) as { id: string }
        client.publish('clova2mqtt/lamp/state', JSON.stringify({ power: 'on', brightness: 7, id }))
      })
      await client.subscribeAsync('clova2mqtt/lamp/set')
      return () => client.endAsync(true)
    }
    const turnOn = async (): Promise<string> =>
      (await main(['cek', 'TurnOn', 'lamp', '--config', home.file, '--key', home.key, '--token', token])).out
    const database = async (): Promise<Status['database']> =>
      (JSON.parse((await main(['status', '--json', '--config', home.file])).out) as Status).database

    const first = await start()
    const leave = await lamp()
    expect(await turnOn()).toContain('TurnOnConfirmation')
    breakFileSystem(disk.folder)
    expect(await turnOn()).toContain('TurnOnConfirmation')
    await first.says('the database cannot be written')
    expect(await turnOn()).toContain('TurnOnConfirmation')
    expect(await database()).toMatchObject({ degraded: false, failing: true })
    await leave()
    first.child.kill('SIGTERM')
    expect((await first.ended).code).toBe(0)

    const second = await start()
    await second.says('going on from a copy')
    const leaveAgain = await lamp()
    expect(await turnOn()).toContain('TurnOnConfirmation')
    expect(await database()).toMatchObject({ degraded: true, failing: false, file: join(runtime, 'clova2mqtt.db') })
    await leaveAgain()
    second.child.kill('SIGTERM')
    expect((await second.ended).code).toBe(0)
  })
})
