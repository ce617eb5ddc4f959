/** A tunnel that stands is no proof: what else can be wrong on the way is found by the probe, told once, and told when it is over. */
import { expect, test } from 'vitest'
import { whyNoNamespaces } from './programs.ts'
import { openWorld } from './world.ts'

const reason = whyNoNamespaces()
const NEEDS = reason === undefined ? '' : ` (left out: ${reason})`

/** What is promised, from the moment the world is whole again. */
const PROMISED_MS = 60_000

/** A minute of CLOVA's last request, then half a minute for each of the others. */
const LIMIT_MS = 300_000

/** Lines of the log that say a change of the word or another cause. */
const transitions = (log: string): readonly string[] =>
  log.split('\n').flatMap(line => {
    const said = /"msg":"CLOVA (can|cannot) reach this home/.exec(line)?.[1]
    return said === undefined ? [] : [`${said} ${/"cause":"(\w+)"/.exec(line)?.[1] ?? ''}`.trim()]
  })

test.skipIf(reason !== undefined)(
  `the tunnel stands, and the web server of the host is off, shows its own page, has an ended certificate${NEEDS}`,
  async ({ onTestFinished }) => {
    const world = await openWorld('proof')
    onTestFinished(() => world.close())
    await world.until(true, 0)
    await world.untilLogged(/CLOVA can reach this home/)
    await world.stopWeb()
    await world.until(false, 0)
    await world.untilLogged(/"cause":"refused".*CLOVA cannot reach this home/)
    world.startWeb('page')
    await world.untilLogged(/"cause":"page".*CLOVA cannot reach this home/)
    await world.stopWeb()
    world.startWeb('ended')
    await world.untilLogged(/"cause":"expired".*CLOVA cannot reach this home/)
    await world.stopWeb()
    world.startWeb()
    const mendedAt = Date.now()
    const backAt = await world.until(true, mendedAt)
    expect(backAt - mendedAt).toBeLessThan(PROMISED_MS)
    await world.untilLogged(/CLOVA can reach this home/, world.log().lastIndexOf('CLOVA cannot reach this home'))
    expect(transitions(world.log())).toEqual(['can', 'cannot refused', 'cannot page', 'cannot expired', 'can'])
  },
  LIMIT_MS,
)
