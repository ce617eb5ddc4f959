/** Listens to everything on a broker, for showing what goes over the wire. */
import { decodeText } from '../../kernel/json.ts'
import type { SimulatorLogin } from './playMqtt.ts'

export interface WatchedMessage {
  readonly topic: string
  readonly payload: string
  readonly retained: boolean
}

export interface WatcherOptions {
  readonly url: string
  readonly login: SimulatorLogin | undefined
  readonly hear: (message: WatchedMessage) => void
}

/** Resolves when subscribed to every topic. @throws Error when the broker refuses */
export async function openWatcher({ url, login, hear }: WatcherOptions): Promise<{ close(): Promise<void> }> {
  const { connectAsync } = await import('mqtt')
  const client = await connectAsync(url, {
    reconnectPeriod: 0,
    timerVariant: 'native',
    ...(login && { username: login.username }),
    ...(login?.password && { password: login.password.reveal() }),
  })
  client.on('message', (topic, payload, packet) =>
    hear({ topic, payload: decodeText(payload) ?? '(binary)', retained: packet.retain }),
  )
  await client.subscribeAsync('#', { qos: 0 })
  return { close: () => client.endAsync() }
}
