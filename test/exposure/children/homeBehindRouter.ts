/** A home with a forwarded port, in one process: a TLS server that answers its own probes, and a probe for each line of input. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { systemClock } from '../../../src/adapters/clock/system.ts'
import { answerProbe } from '../../../src/adapters/http/probe.ts'
import { createProber } from '../../../src/adapters/probe/prober.ts'
import { createProbeDesk } from '../../../src/gateway/exposure/probeDesk.ts'
import { asSeenFromInside } from '../../../src/home/exposure.ts'
import { wallMs } from '../../../src/kernel/time.ts'

const [folder = '', router = ''] = process.argv.slice(2)
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const desk = createProbeDesk()
const clock = systemClock({ builtAt: wallMs(0) })
const prober = createProber({ clock, resolvers: [], ca: read('ca.pem'), connectTo: { host: router, port: 443 } })

const server = createServer({ key: read('leaf.key'), cert: read('leaf.pem') }, (request, response) =>
  answerProbe(desk.answer, request, response),
)
server.listen(443, () => console.info('open'))

createInterface(process.stdin).on('line', async () => {
  const { nonce, expected, close } = desk.open()
  const { verdict } = await prober.probe({ origin: 'https://home.example', nonce, expected })
  close()
  console.info(`${verdict} ${asSeenFromInside(verdict, 'unwatched', false)}`)
})
