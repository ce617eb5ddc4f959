/** Schema of everything but the appliances: where the gateway listens, what it keeps, how it logs. Defaults stand here. */
import { z } from 'zod'
import { days, hours, minutes, seconds } from '../kernel/time.ts'
import { EDITIONS } from '../protocol/edition.ts'
import { linking, users } from './linkingSchema.ts'
import { keys, oneOrMore } from './objects.ts'
import { anyText, duration, filledText, filter, flag, number, oneOf, port } from './scalars.ts'
import { tunnel } from './tunnelSchema.ts'

/** Longest path of Linux (PATH_MAX). */
const MAX_PATH_CHARACTERS = 4096
const path = () => filledText(MAX_PATH_CHARACTERS)
/** A PEM public key of RSA 4096 takes 800 characters. */
const MAX_PEM_CHARACTERS = 8192
/** A fingerprint of the key in use and of its successor, with room. */
const MAX_PINS = 10

const key = keys({
  url: filledText().optional().describe("https: address of the key. Default: the edition's published one"),
  file: path().optional().describe('PEM file with the key, instead of `url`'),
  pem: filledText(MAX_PEM_CHARACTERS).optional().describe('The PEM text itself, instead of `url`'),
  pins: z
    .array(filledText())
    .max(MAX_PINS)
    .prefault([])
    .describe('SHA-256 fingerprints outside of which no key is taken. Not with `pem`'),
  ca: path().optional().describe('PEM file of the authorities to trust for `url`'),
}).meta({ id: 'webhookKey' })

const webhook = keys({
  host: filledText().prefault('127.0.0.1').describe('Address to listen on; the tunnel runs on the same machine'),
  port: port().prefault(8080).describe('Port to listen on'),
  path: filledText().prefault('/clova').describe('Path of the webhook, as in the CLOVA console'),
  publicUrl: filledText()
    .optional()
    .describe('Address at which CLOVA reaches this listener: `https://home.example.com`, port 443, no path'),
  // CLOVA itself gives up somewhere between 3 and 10 seconds; above 7 the answer comes too late.
  deadline: duration(500, seconds(7)).prefault('3500ms').describe('Time within which CLOVA gets its answer'),
  key: key.prefault({}).describe('The key that CLOVA signs its requests with'),
}).meta({ id: 'webhook' })

const tls = keys({
  port: port().prefault(8883).describe('Port to listen on'),
  host: filledText().optional().describe('Address to listen on. Default: `mqtt.host`'),
  cert: path().describe('PEM file with the certificate chain'),
  key: path().describe('PEM file with its private key'),
}).meta({ id: 'mqttTls' })

/** Extra filters of one account; the automatic ones are not counted. */
const MAX_FILTERS = 100

const account = keys({
  password: anyText().describe('Its password; best a variable (see Variables)'),
  appliance: filledText().optional().describe('Appliance that logs in with it: its session is that appliance'),
  bridge: filledText().optional().describe('Bridge that logs in with it'),
  publish: z.array(filter()).max(MAX_FILTERS).prefault([]).describe('Further topics it may publish to'),
  subscribe: z.array(filter()).max(MAX_FILTERS).prefault([]).describe('Further topics it may subscribe to'),
}).meta({ id: 'account' })

/**
 * 24 hours of 5 MB, the goal for 1,000 appliances with heartbeats every 30 s, which take 3.8 MB an hour on the device; a house of a
 * hundred whose states change every minute writes less. 44 GB a year is little for a card of 32 GB, which endures some
 * terabytes: only what goes wrong goes beyond, such as an appliance whose state changes ten times a second.
 */
const DAILY_BUDGET_MB = 120

/** The bounds of the embedded broker that can be set; names and units are the broker's own. */
export const LIMIT_NAMES = [
  'maxClients',
  'maxClientsPerAddress',
  'maxFrameBytesBeforeLogin',
  'maxFrameBytes',
  'maxTopicLevels',
  'maxInflight',
  'maxSubscriptionsPerClient',
  'maxStoredSessions',
  'maxQueuedPerSession',
  'maxRetained',
  'maxRetainedBytes',
  'maxRetainedPerAccount',
  'maxRetainedBytesPerAccount',
  'maxUnsentBytesPerClient',
  'messagesPerSecond',
  'messageBurst',
  'replayBurst',
  'packetsPerSecond',
  'packetBurst',
  'keepaliveLimitSeconds',
  'connectTimeoutMs',
  'drainTimeoutMs',
] as const

export type LimitName = (typeof LIMIT_NAMES)[number]

const limit = number({ min: 1, max: 2 ** 31 - 1, whole: true }).optional()
const limits = keys(Object.fromEntries(LIMIT_NAMES.map(name => [name, limit])) as Record<LimitName, typeof limit>).meta(
  {
    id: 'brokerLimits',
  },
)

const mqtt = keys({
  base: filledText().prefault('clova2mqtt').describe('First levels of our own topics'),
  host: filledText().optional().describe('Embedded broker: address to listen on. Default: `127.0.0.1`'),
  port: port().optional().describe('Embedded broker: port to listen on. Default: 1883'),
  tls: tls.optional().describe('Embedded broker: a second listener with TLS'),
  anonymous: flag()
    .optional()
    .describe('Embedded broker: let in who has no account. Default: only on loopback and without accounts'),
  accounts: z.record(z.string(), account).optional().describe('Embedded broker: logins by name'),
  limits: limits.optional().describe('Embedded broker: bounds; leave them alone unless a log line names one'),
  url: filledText().optional().describe('Another broker: `mqtt://host:1883` or `mqtts://host:8883`'),
  username: filledText().optional().describe('Another broker: login'),
  password: anyText().optional().describe('Another broker: password'),
  ca: path().optional().describe('Another broker: PEM file of the authorities to trust'),
  clientId: filledText().optional().describe('Another broker: client id. Default: made up once and kept'),
  version: oneOf(['3.1.1', '5']).optional().describe('Another broker: protocol version. Default: what it speaks'),
}).meta({ id: 'mqtt' })

/**
 * No Pi has more. The defaults: 85 MiB are what a house may need (docs/benchmarks.md), V8 may fill 160 MiB of heap beside 40
 * of its own, and the unit lets the kernel act at 300 where it does at all.
 */
const MAX_MEMORY_MIB = 16_384

/** Zigbee networks of one home: one for each floor of a large house. */
const MAX_NETWORKS = 8

export const SETTINGS = {
  edition: oneOf(EDITIONS).prefault('KR').describe('KR: NAVER CLOVA. JP: LINE CLOVA'),
  language: oneOf(['ko', 'ja', 'en'] as const)
    .optional()
    .describe("Language of pages and messages. Default: the edition's"),
  name: filledText(100)
    .optional()
    .describe('Name of the home on the login page. Default: `우리 집`, `わが家` or `My home`, by `language`'),
  timezone: filledText().optional().describe('IANA zone of the home. Default: `Asia/Seoul` (KR), `Asia/Tokyo` (JP)'),
  dataFolder: path()
    .optional()
    .describe('Folder of the database. Default: what systemd gives (`StateDirectory=`), else `data` beside this file'),
  webhook: webhook.prefault({}).describe("CLOVA's requests"),
  tunnel: tunnel.prefault({}).describe('What brings CLOVA here: your own (`external`), or one that is looked after'),
  linking: linking.prefault({}).describe('Account linking: the login that CLOVA opens'),
  users: users
    .prefault({})
    .describe('What a user of the home may use, by the name of the login; without an entry everything'),
  mqtt: mqtt.prefault({}).describe('The broker: the embedded one, or another with `url`'),
  log: keys({
    level: oneOf(['debug', 'info', 'warn', 'error', 'silent'] as const)
      .prefault('info')
      .describe('Least urgent lines that are written'),
    style: oneOf(['auto', 'json', 'pretty', 'journal'] as const)
      .prefault('auto')
      .describe('Form of the lines; auto: by where they go'),
  })
    .meta({ id: 'log' })
    .prefault({})
    .describe('Log'),
  memory: keys({
    warnMiB: number({ min: 64, max: MAX_MEMORY_MIB, whole: true })
      .prefault(200)
      .describe('Resident memory that is warned of'),
    restartMiB: number({ min: 64, max: MAX_MEMORY_MIB, whole: true })
      .prefault(280)
      .describe('Resident memory at which the gateway ends in order, to be started again'),
  })
    .meta({ id: 'memory' })
    .prefault({})
    .describe('Memory of the process'),
  storage: keys({
    flush: duration(seconds(1), hours(1)).prefault('60s').describe('How often what changed is written to the card'),
    budget: number({ min: 1, max: 1_000_000 })
      .prefault(DAILY_BUDGET_MB)
      .describe('Megabytes that the database may write in 24 hours before the log warns'),
  })
    .meta({ id: 'storage' })
    .prefault({})
    .describe('Database'),
  control: keys({
    socket: path()
      .optional()
      .describe('Socket of the command line. `none`: no socket. Default: `control.sock` in `dataFolder`'),
  })
    .meta({ id: 'control' })
    .prefault({})
    .describe('Command line'),
  announcements: keys({
    homeAssistant: flag()
      .prefault(true)
      .describe('Take in appliances that announce themselves by Home Assistant discovery'),
    prefix: filledText(64).prefault('homeassistant').describe('First levels of its discovery topics'),
    zigbee2mqtt: flag()
      .prefault(true)
      .describe('Take in the appliances of Zigbee2MQTT also where its Home Assistant discovery is off'),
    zigbee2mqttBase: oneOrMore(filledText(64), MAX_NETWORKS)
      .prefault(['zigbee2mqtt'])
      .describe('Its base topic, or those of several'),
    tasmota: flag()
      .prefault(true)
      .describe('Take in appliances that announce themselves by the discovery of Tasmota (version 9 and later)'),
    homie: flag().prefault(true).describe('Take in appliances that describe themselves by Homie, editions 3 to 5'),
    shelly: flag()
      .prefault(true)
      .describe('Take in Shellys of the second generation and later, which announce nothing: they are asked'),
    new: oneOf(['offered', 'waiting'] as const)
      .prefault('offered')
      .describe('A new appliance: `offered` at once, or `waiting` for `clova2mqtt appliances approve`'),
  })
    .meta({ id: 'announcements' })
    .prefault({})
    .describe('Appliances that announce themselves'),
  presence: keys({
    sweep: duration(seconds(1), minutes(1)).prefault('5s').describe('How often silence is looked for'),
    misses: number({ min: 1, max: 100, whole: true })
      .prefault(3)
      .describe('Intervals of silence after which an appliance counts as offline'),
  })
    .meta({ id: 'presence' })
    .prefault({})
    .describe('Presence'),
}

/** Longest cadence that is believed: a month. Anything above is a unit mistake. */
export const MAX_INTERVAL_MS = days(31)
