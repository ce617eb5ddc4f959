import { connectAsync, connect as connectMqtt } from 'mqtt'
import { openEmbeddedBroker } from '../../../src/adapters/mqtt/embedded.ts'
import { describeMessageBus } from '../../contract/messageBus.ts'
import { manualClock } from '../../support/manualClock.ts'
import { account, rememberingLog } from './support.ts'

describeMessageBus('embedded broker as a message bus', async () => {
  const clock = manualClock()
  const bus = openEmbeddedBroker({
    host: '127.0.0.1',
    port: 0,
    accounts: [account('all', ['#'], ['#'])],
    clock,
    log: rememberingLog(),
    // Real peers acknowledge in real time; the manual clock may be at the deadline before they did.
    unacknowledged: () => 0,
  })
  const clients: { end(force: boolean): unknown }[] = []
  return {
    bus,
    clock,
    async appliance(options = {}) {
      const all = { username: 'all', password: 'secret of all', reconnectPeriod: 0, ...options }
      const url = `mqtt://127.0.0.1:${bus.port()}`
      const client = options.manualConnect === true ? connectMqtt(url, all) : await connectAsync(url, all)
      client.on('error', () => undefined)
      clients.push(client)
      return client
    },
    async stop() {
      for (const client of clients) client.end(true)
    },
  }
})
