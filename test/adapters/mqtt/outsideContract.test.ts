import { connectAsync, connect as connectMqtt } from 'mqtt'
import { openOutsideBroker } from '../../../src/adapters/mqtt/outside.ts'
import { type BusUnderTest, describeMessageBus } from '../../contract/messageBus.ts'
import { manualClock } from '../../support/manualClock.ts'
import { hasMosquitto, startMosquitto } from './mosquitto.ts'
import { rememberingLog } from './support.ts'

const withMosquitto = (protocolVersion: 4 | 5) => async (): Promise<BusUnderTest> => {
  const mosquitto = await startMosquitto()
  const clock = manualClock()
  const url = `mqtt://127.0.0.1:${mosquitto.port}`
  const bus = openOutsideBroker({ url, clientId: 'gateway', protocolVersion, clock, log: rememberingLog() })
  const clients: { end(force: boolean): unknown }[] = []
  return {
    bus,
    clock,
    async appliance(options = {}) {
      const all = { reconnectPeriod: 0, ...options }
      const client = options.manualConnect === true ? connectMqtt(url, all) : await connectAsync(url, all)
      client.on('error', () => undefined)
      clients.push(client)
      return client
    },
    async stop() {
      for (const client of clients) client.end(true)
      await mosquitto.stop()
    },
  }
}

describeMessageBus('outside broker by MQTT 5 as a message bus (needs mosquitto)', withMosquitto(5), !hasMosquitto)
describeMessageBus('outside broker by MQTT 3.1.1 as a message bus (needs mosquitto)', withMosquitto(4), !hasMosquitto)
