/** The public listener and the control socket have nothing in common: what one serves is unknown to the other. */
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock/system.ts'
import { controlRoutes } from '../../src/compose/controlRoutes.ts'
import { BUILT_AT } from '../../src/compose/version.ts'
import { LINK_PATHS } from '../../src/ports/linking.ts'
import { hasOpenssl } from './support/certificate.ts'
import { type ManualStage, openManualStage } from './support/manualStage.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']

describe.skipIf(!hasOpenssl)('the listeners (need openssl)', () => {
  let stage: ManualStage
  beforeAll(async () => {
    stage = await openManualStage()
  })
  afterAll(() => stage?.close())

  /** Status at the control socket. */
  const locally = (method: string, path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const socketPath = stage.config.control.socket ?? ''
      const asked = request({ socketPath, method, path }, answer => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      asked.once('error', reject)
      asked.end()
    })
  const publicly = async (method: string, path: string): Promise<number> =>
    (await stage.clova.fetch(`${stage.tunnel.origin}${path}`, { method })).status

  test('no page of account linking answers on the control socket', async () => {
    const paths = [...Object.values(LINK_PATHS), stage.config.webhook.path]
    const asked = paths.flatMap(path => METHODS.map(method => [method, path] as const))
    const found: number[] = []
    for (const [method, path] of asked) found.push(await locally(method, path))
    expect(new Set(found)).toEqual(new Set([404]))
    expect(found).toHaveLength(6 * METHODS.length)
    expect(await locally('GET', '/status')).toBe(200)
  })

  test('no control route answers on the public listener', async () => {
    const { config, service } = stage
    const clock = systemClock({ builtAt: BUILT_AT })
    const log = { ...console, level: () => 'info' as const, setLevel: () => undefined }
    const routes = controlRoutes({ ...service, config, clock, log, startedAt: clock.mono(), lastEnd: undefined })
    const paths = [...new Set(routes.map(route => route.path.replace(':id', 'lamp')))]
    const asked = paths.flatMap(path => METHODS.map(method => [method, path] as const))
    const found: number[] = []
    for (const [method, path] of asked) found.push(await publicly(method, path))
    expect(new Set(found)).toEqual(new Set([404]))
    expect(paths.length).toBeGreaterThan(4)
    expect(await publicly('GET', LINK_PATHS.privacy)).toBe(200)
  })
})
