/** The stage with the gateway in this process on a clock that stands still: whatever depends on time is proved by moving it. */
import { openLog } from '../../../src/adapters/log/openLog.ts'
import { openLinkDesk } from '../../../src/compose/openLinkDesk.ts'
import { openService, type Service } from '../../../src/compose/openService.ts'
import type { Config } from '../../../src/config/config.ts'
import { loadConfig } from '../../../src/config/loadConfig.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import type { LinkDesk } from '../../../src/ports/linking.ts'
import { type ManualClock, manualClock } from '../../support/manualClock.ts'
import { testPort } from '../../support/testPort.ts'
import { GUEST, MASTER } from './homeFile.ts'
import { openStage, type Stage } from './stage.ts'

export interface ManualStage extends Stage {
  readonly clock: ManualClock
  readonly config: Config
  readonly service: Service
  /** The command line's hands beside the running gateway. */
  readonly desk: LinkDesk
  /** The log so far, one JSON object a line. */
  readonly lines: readonly string[]
}

export async function openManualStage({ rotate = true } = {}): Promise<ManualStage> {
  const [webhookPort, brokerPort] = [await testPort(), await testPort()]
  const stage = await openStage({ webhookPort, brokerPort, rotate })
  const clock = manualClock()
  const lines: string[] = []
  const log = openLog({ clock, level: 'debug', style: 'json', destination: { write: line => void lines.push(line) } })
  const load = () => loadConfig(stage.file.file, {})
  const loaded = load()
  if (!loaded.ok) throw new Error(loaded.problems.map(one => `${one.key}: ${one.message.en}`).join('\n'))
  const { config } = loaded
  const opened = openLinkDesk(config, { clock, log })
  for (const { name, password } of [MASTER, GUEST]) await opened.desk.addUser(name, new Secret(password))
  const { id, secret } = opened.linking.client()
  stage.setClient({ id, secret: secret.reveal() })
  const service = await openService({ config, load, clock, log })
  return {
    ...stage,
    clock,
    config,
    service,
    desk: opened.desk,
    lines,
    async close() {
      opened.close()
      await service.stop()
      await stage.close()
    },
  }
}
