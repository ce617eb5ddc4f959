/** Makes what every run needs in a new folder: compiled programs and signed requests. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildAll } from './build.ts'
import { makeRequests } from './requests.ts'
import type { Bench } from './systems.ts'

/** The folder is the caller's to remove. */
export function prepare(gatewayNode: readonly string[], appliances?: number): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-bench-'))
  const requests = makeRequests(appliances)
  const requestsFile = join(folder, 'requests.txt')
  writeFileSync(requestsFile, requests.directives.map(request => request.toString('base64')).join('\n'))
  return { folder, built: buildAll(folder), requests, requestsFile, gatewayNode }
}
