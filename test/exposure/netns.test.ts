/** The ssh tunnel with a real sshd and nginx, through a router, while cables are pulled and hosts go: back within a minute. */
import { once } from 'node:events'
import { describe, expect, type TestContext, test } from 'vitest'
import { isAlive } from '../adapters/tunnel/support.ts'
import { crawlBoth } from './crawlBoth.ts'
import { whyNoNamespaces } from './programs.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'
import { RENTED } from './worldFiles.ts'

const reason = whyNoNamespaces()
const NEEDS = reason === undefined ? '' : ` (left out: ${reason})`

/** What is promised, from the moment the world is whole again. */
const PROMISED_MS = 60_000

/** What the log says once the fall of the tunnel has been believed. */
const NO_LINE = /"cause":"(?:linkLost|serverTimeout|serverUnreachable)"\},"msg":"CLOVA cannot reach this home"/

/** Three worlds side by side; the limit only ends what hangs. */
const LIMIT_MS = 240_000

async function openedWorld(label: string, { onTestFinished }: TestContext, options?: WorldOptions): Promise<World> {
  const world = await openWorld(label, options)
  onTestFinished(() => world.close())
  await world.until(true, 0)
  await world.untilLogged(/CLOVA can reach this home/)
  return world
}

interface Outage {
  readonly break: () => unknown
  readonly mend: () => unknown
  readonly cause: RegExp
}

/** Breaks the world, waits for the loss and its cause, mends it, and measures until CLOVA is answered. */
async function outage(world: World, name: string, parts: Outage): Promise<void> {
  const before = world.log().length
  await parts.break()
  await world.until(false, 0)
  await world.untilLogged(parts.cause, before)
  await parts.mend()
  const mendedAt = Date.now()
  const backAt = await world.until(true, mendedAt)
  console.info(`${name}: reachable again ${backAt - mendedAt} ms after the world was whole`)
  expect(backAt - mendedAt).toBeLessThan(PROMISED_MS)
}

describe.skipIf(reason !== undefined).concurrent(`an ssh tunnel in namespaces${NEEDS}`, () => {
  test(
    'a cut line',
    async context => {
      const world = await openedWorld('cut', context)
      await outage(world, 'cut line', {
        break: () => world.cut('router'),
        async mend() {
          await world.untilLogged(NO_LINE)
          world.join('router')
        },
        cause: /"cause":"linkLost",.*"the tunnel does not stand"/,
      })
      await world.untilLogged(/CLOVA can reach this home/, world.log().lastIndexOf('CLOVA cannot reach this home'))
    },
    LIMIT_MS,
  )

  test(
    'another address of the home, then the host is off, then a stop in order',
    async context => {
      const world = await openedWorld('address', context)
      const before = world.log().length
      world.changeAddress()
      const changedAt = Date.now()
      await world.until(false, 0)
      const backAt = await world.until(true, changedAt)
      console.info(`another address: reachable again ${backAt - changedAt} ms after the change`)
      expect(backAt - changedAt).toBeLessThan(PROMISED_MS)
      await world.untilLogged(/"cause":"linkLost"/, before)
      await outage(world, 'host off', {
        async break() {
          world.cut('rented')
          await world.stopHost()
        },
        mend() {
          world.join('rented')
          world.startHost()
        },
        cause: /"cause":"(?:linkLost|serverTimeout|serverUnreachable|serverRefused)"/,
      })
      const children = world.childrenOfGateway()
      world.gateway().kill('SIGTERM')
      const [code] = await once(world.gateway(), 'exit')
      expect([code, children.length, children.filter(isAlive)]).toEqual([0, 1, []])
    },
    LIMIT_MS,
  )

  test(
    'what is served through the tunnel, then the port of the host taken by another program, then kill -9 of the gateway',
    async context => {
      const world = await openedWorld('port', context)
      await crawlBoth(world)
      let squatter: ReturnType<World['onHost']> | undefined
      await outage(world, 'port taken', {
        async break() {
          await world.stopHost()
          const serve = `s => s.end('HTTP/1.1 400 Bad Request\\r\\n\\r\\n')`
          squatter = world.onHost('node', ['-e', `require('net').createServer(${serve}).listen(22, '${RENTED}')`])
        },
        async mend() {
          squatter?.kill('SIGKILL')
          if (squatter !== undefined && squatter.exitCode === null) await once(squatter, 'exit')
          world.startHost()
        },
        cause: /"cause":"(?:notSsh|serverRefused)"/,
      })
      const children = world.childrenOfGateway()
      expect(children.length).toBe(1)
      world.gateway().kill('SIGKILL')
      while (children.some(isAlive)) await new Promise(resolve => setTimeout(resolve, 20))
    },
    LIMIT_MS,
  )

  test(
    'another address of the rented host, known by its name',
    async context => {
      const world = await openedWorld('moved', context, { named: true })
      await outage(world, 'another address of the host', {
        // Its programs go on; what they had open is gone, and the name leads elsewhere.
        break: () => world.moveHost(),
        mend: () => undefined,
        cause: /"cause":"(?:linkLost|serverTimeout|serverUnreachable)"/,
      })
    },
    LIMIT_MS,
  )
})
