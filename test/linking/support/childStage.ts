/** The stage with the gateway as a process of its own, its users made on the command line. */

import { systemClock } from '../../../src/adapters/clock/system.ts'
import { openLinkDesk } from '../../../src/compose/openLinkDesk.ts'
import { BUILT_AT } from '../../../src/compose/version.ts'
import { loadConfig } from '../../../src/config/loadConfig.ts'
import { connectFakeAppliance, type FakeAppliance } from '../../support/fakeAppliance.ts'
import { testPort } from '../../support/testPort.ts'
import { buildProgram } from './built.ts'
import { type ChildHome, childHome } from './childHome.ts'
import type { LinkedClient } from './clova.ts'
import { BROKER_PASSWORD, GUEST, MASTER } from './homeFile.ts'
import type { Login } from './logIn.ts'
import { openStage, type Stage } from './stage.ts'

export interface ChildStage extends Stage {
  readonly home: ChildHome
  /** Ends all live links of a user, on the card. */
  readonly revokeAll: (user: string) => void
  /** Connects the lamp to the broker of the gateway that runs now. */
  readonly lamp: () => Promise<FakeAppliance>
}

/** @param killable whether requests may end the process (children/killSwitch.ts) */
export async function openChildStage({ killable = false } = {}): Promise<ChildStage> {
  const [webhookPort, brokerPort] = [await testPort(), await testPort()]
  const stage = await openStage({ webhookPort, brokerPort })
  const built = buildProgram(stage.folder)
  const node = killable ? ['--import', built.killSwitch] : []
  const home = childHome({ program: built.program, file: stage.file.file, node })
  await addUser(home, MASTER)
  await addUser(home, GUEST)
  stage.setClient(await consoleClient(home))
  await home.start()
  return {
    ...stage,
    home,
    revokeAll: user => revokeAll(stage.file.file, user),
    lamp: () =>
      connectFakeAppliance({
        ...{ url: `mqtt://127.0.0.1:${brokerPort}`, id: 'lamp', base: 'clova2mqtt' },
        connection: { username: 'lamp', password: BROKER_PASSWORD },
        values: { power: 'on', brightness: 50 },
      }),
    async close() {
      await home.kill()
      await stage.close()
    },
  }
}

function revokeAll(file: string, user: string): void {
  const loaded = loadConfig(file, {})
  if (!loaded.ok) throw new Error(`${file} cannot be read`)
  const clock = systemClock({ builtAt: BUILT_AT })
  const quiet = (): void => undefined
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
  const { desk, close } = openLinkDesk(loaded.config, { clock, log })
  const live = desk.links().filter(link => link.user === user && link.revokedAt === undefined)
  for (const { id } of live) desk.revokeLink(id)
  close()
}

async function addUser(home: ChildHome, { name, password }: Login): Promise<void> {
  const { code, err } = await home.command(['user', 'add', name], `${password}\n`)
  if (code !== 0) throw new Error(`user add ${name}: ${err}`)
}

/** Client id and secret as they are pasted into the console. */
async function consoleClient(home: ChildHome): Promise<LinkedClient> {
  const { code, out, err } = await home.command(['link', 'show', '--json'])
  if (code !== 0) throw new Error(`link show: ${err}`)
  return (JSON.parse(out) as { client: LinkedClient }).client
}
