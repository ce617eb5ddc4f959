/** The gateway of the demonstration: the ordinary one, its log in a file, with a token for the desk. */
import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, writeFileSync } from 'node:fs'
import { openLog } from '../adapters/log/openLog.ts'
import { openTokenStore } from '../adapters/sqlite/tokenStore.ts'
import { openService, type Service } from '../compose/openService.ts'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/loadConfig.ts'
import { Secret } from '../kernel/secret.ts'
import { hours, wallPlus, zoneOffset } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { DemoHome } from './demoHome.ts'
import type { Io } from './invocation.ts'

/** As long as the tokens CLOVA gets by account linking, and an evening of trying. */
const TOKEN_MS = hours(8)

export function openDemoService(
  config: Config,
  home: DemoHome,
  clock: Clock,
  environment: Io['env'],
): Promise<Service> {
  const log = openLog({
    clock,
    level: config.log.level,
    style: 'pretty',
    zone: zoneOffset(config.timezone),
    destination: { write: line => appendFileSync(home.logFile, line, { mode: 0o600 }) },
  })
  return openService({ config, load: () => loadConfig(home.configFile, environment), clock, log })
}

/** Issues the token of the desk; it is also put into a file for the commands to try next. */
export function issueToken({ running }: Service, { tokenFile }: DemoHome, clock: Clock): Secret {
  const token = new Secret(randomBytes(32).toString('base64url'))
  const hash = createHash('sha256').update(token.reveal()).digest('hex')
  const issuedAt = clock.wall()
  openTokenStore(running.database).add(hash, { label: 'demo', issuedAt, expiresAt: wallPlus(issuedAt, TOKEN_MS) })
  writeFileSync(tokenFile, `${token.reveal()}\n`, { mode: 0o600 })
  return token
}
