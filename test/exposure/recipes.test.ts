/** Ways of docs/tunnels.md that the gateway does not start itself: Caddy behind a forwarded port, and WireGuard to a rented host. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { callLocal } from '../../src/adapters/http/localClient.ts'
import { pointer } from '../../src/kernel/json.ts'
import { crawlBoth } from './crawlBoth.ts'
import { missing, whyNoNamespaces } from './programs.ts'
import { whyNoWireguard } from './wired.ts'
import { openWorld, type World } from './world.ts'

const noNamespaces = whyNoNamespaces()
const noCaddy = noNamespaces ?? (missing('caddy').length > 0 ? 'no caddy' : undefined)
const noWireguard = noNamespaces ?? whyNoWireguard()
const needs = (reason: string | undefined): string => (reason === undefined ? '' : ` (left out: ${reason})`)

/** What is promised, from the moment the world is whole again. */
const PROMISED_MS = 60_000

const LIMIT_MS = 240_000

/** Waits until a probe has come back. */
async function probed({ folder }: World): Promise<void> {
  const verdict = async (): Promise<unknown> =>
    pointer((await callLocal(join(folder, 'data/control.sock'), 'GET', '/status')).body, '/exposure/probe/verdict')
  while ((await verdict()) !== 'me') await new Promise(resolve => setTimeout(resolve, 100))
}

/** Waits for the loss, mends, and waits for the return. */
async function outage(world: World, name: string, lose: () => unknown, mend: () => unknown): Promise<void> {
  await lose()
  await world.until(false, 0)
  await mend()
  const mendedAt = Date.now()
  const backAt = await world.until(true, mendedAt)
  console.info(`${name}: reachable again ${backAt - mendedAt} ms after the world was whole`)
  expect(backAt - mendedAt).toBeLessThan(PROMISED_MS)
}

describe.concurrent('in namespaces', () => {
  test.skipIf(noCaddy !== undefined)(
    `Caddy on the Pi, behind a router that forwards 443${needs(noCaddy)}`,
    async ({ onTestFinished }) => {
      const world = await openWorld('caddy', { way: 'caddy' })
      onTestFinished(() => world.close())
      await world.until(true, 0)
      await world.untilLogged(/CLOVA can reach this home/)
      await crawlBoth(world)
      // The first probe came back, so that a refusal later is known to be none of the router's own.
      await probed(world)
      const before = world.log().length
      await outage(
        world,
        'Caddy off',
        async () => {
          await world.stopWeb()
          await world.untilLogged(/"cause":"refused".*CLOVA cannot reach this home/, before)
        },
        () => world.startWeb(),
      )
      await outage(
        world,
        'the line of a home with a forwarded port',
        () => world.cut('router'),
        () => world.join('router'),
      )
      // A dynamic name that follows: whoever asks for it from now on comes to the new address.
      world.changeAddress()
      const changedAt = Date.now()
      await world.crawl([{ method: 'GET', path: '/live' }])
      expect((await world.crawl([{ method: 'GET', path: '/live' }])).map(one => one.status)).toEqual([204])
      expect((await world.until(true, changedAt)) - changedAt).toBeLessThan(PROMISED_MS)
    },
    LIMIT_MS,
  )

  test.skipIf(noWireguard !== undefined)(
    `WireGuard to a rented host with nginx${needs(noWireguard)}`,
    async ({ onTestFinished }) => {
      const world = await openWorld('wired', { way: 'wireguard' })
      onTestFinished(() => world.close())
      await world.until(true, 0)
      await world.untilLogged(/CLOVA can reach this home/)
      await outage(
        world,
        'WireGuard, cut line',
        () => world.cut('router'),
        () => world.join('router'),
      )
      // Nothing of the Pi's own needs to notice: the next sign of life shows the host where it is now.
      await outage(
        world,
        'WireGuard, another address of the home',
        () => world.changeAddress(),
        () => undefined,
      )
    },
    LIMIT_MS,
  )
})
