/** The floor: the least a Node program can do to turn a signed POST into an MQTT command and the reply into an answer. */
import { createHash, createPublicKey, randomUUID, verify } from 'node:crypto'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { Aedes } from 'aedes'
import Sqlite from 'better-sqlite3'

export interface FloorSetup {
  readonly webhookPort: number
  readonly mqttPort: number
  readonly broker: 'embedded' | 'mosquitto'
  /** Also checks the signature and looks the token up. */
  readonly checks: boolean
  /** Stores the confirmed value: not at all, row by row, or changed rows once a minute in one transaction. */
  readonly stores: 'nothing' | 'rows' | 'batches'
  /** Keeps what announces itself, and tells it. */
  readonly announced: boolean
  readonly publicKeyPem: string
  readonly tokenHash: string
  readonly file: string
}

interface Bus {
  readonly publish: (topic: string, payload: string) => void
}

type Take = (topic: string, payload: Buffer) => void

const BATCH_MS = 60_000
const RESULTS = 'clova2mqtt/+/result'
const DOCUMENTS = 'homeassistant/#'
/** What the floor takes for an appliance; whatever else is announced it only keeps. */
const SPOKEN_TO = /^homeassistant\/(?:light|switch|cover|climate)\//

const setup = JSON.parse(process.argv[2] ?? '{}') as FloorSetup
const waiting = new Map<string, (result: { brightness: number }) => void>()
const key = createPublicKey(setup.publicKeyPem)
const store = setup.checks ? openStore(setup) : undefined
const announced = new Map<string, { applianceId: string; friendlyName: string }>()
const bus = await openBus(setup, (topic, payload) => {
  if (topic.startsWith('homeassistant/')) {
    const { unique_id, device } = JSON.parse(payload.toString()) as { unique_id: string; device: { name: string } }
    if (SPOKEN_TO.test(topic)) announced.set(topic, { applianceId: unique_id, friendlyName: device.name })
    return
  }
  const result = JSON.parse(payload.toString()) as { id: string; brightness: number }
  waiting.get(result.id)?.(result)
})

// An orderly exit, so that a profile is written.
process.once('SIGTERM', () => process.exit(0))

createHttpServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(204).end()
    return
  }
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => take(request, Buffer.concat(parts), response))
}).listen(setup.webhookPort, '127.0.0.1')

function take(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  if (setup.checks) {
    const signature = Buffer.from(String(request.headers['signaturecek']), 'base64')
    if (!verify('sha256', body, key, signature)) {
      response.writeHead(401).end()
      return
    }
  }
  const { header, payload } = JSON.parse(body.toString()) as {
    header: { messageId: string; name: string }
    payload: { accessToken: string; appliance?: { applianceId: string }; brightness: { value: number } }
  }
  if (store !== undefined && !store.knows(payload.accessToken)) {
    response.writeHead(403).end()
    return
  }
  const respond = (name: string, answer: object): void => {
    const text = JSON.stringify({ header: { ...header, name }, payload: answer })
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
    response.end(text)
  }
  const { appliance } = payload
  if (appliance === undefined) {
    respond('DiscoverAppliancesResponse', { discoveredAppliances: [...announced.values()] })
    return
  }
  const id = randomUUID()
  waiting.set(id, ({ brightness }) => {
    waiting.delete(id)
    store?.put(appliance.applianceId, brightness)
    respond('SetBrightnessConfirmation', { brightness: { value: brightness } })
  })
  const command = { id, action: 'SetBrightness', brightness: payload.brightness.value }
  bus.publish(`clova2mqtt/${appliance.applianceId}/set`, JSON.stringify(command))
}

function openStore({ file, tokenHash, stores }: FloorSetup) {
  const database = new Sqlite(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  database.exec('CREATE TABLE token (hash TEXT PRIMARY KEY) WITHOUT ROWID')
  database.exec('CREATE TABLE value (appliance TEXT PRIMARY KEY, json TEXT, at INTEGER) WITHOUT ROWID')
  database.prepare('INSERT INTO token VALUES (?)').run(tokenHash)
  const find = database.prepare('SELECT 1 FROM token WHERE hash = ?')
  const upsert = database.prepare(
    'INSERT INTO value VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET json = excluded.json, at = excluded.at',
  )
  const changed = new Map<string, number>()
  const flush = database.transaction(() => {
    for (const [id, value] of changed) upsert.run(id, String(value), Date.now())
    changed.clear()
  })
  if (stores === 'batches') setInterval(flush, BATCH_MS)
  return {
    knows: (token: string): boolean => find.get(createHash('sha256').update(token).digest('hex')) !== undefined,
    put: (id: string, value: number): void => {
      if (stores === 'rows') upsert.run(id, String(value), Date.now())
      else changed.set(id, value)
    },
  }
}

async function openBus({ broker, mqttPort, announced: hearsAll }: FloorSetup, hear: Take): Promise<Bus> {
  if (broker === 'embedded') {
    const aedes = await Aedes.createBroker()
    for (const filter of hearsAll ? [RESULTS, DOCUMENTS] : [RESULTS]) {
      await new Promise<void>(resolve =>
        aedes.subscribe(
          filter,
          (packet, done) => {
            hear(packet.topic, packet.payload as Buffer)
            done()
          },
          resolve,
        ),
      )
    }
    createTcpServer(aedes.handle).listen(mqttPort, '127.0.0.1')
    return {
      publish: (topic, payload) =>
        aedes.publish({ cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false }, () => undefined),
    }
  }
  const { connectAsync } = await import('mqtt')
  const client = await connectAsync(`mqtt://127.0.0.1:${mqttPort}`)
  client.on('message', hear)
  await client.subscribeAsync(RESULTS)
  return { publish: (topic, payload) => void client.publish(topic, payload) }
}
