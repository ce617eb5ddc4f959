/** What happens in a run: a list of events made from the seed alone, so that a failing run can be cut down to the few that matter. */
import { castOf } from './cast.ts'
import { type Random, seededRandom } from './random.ts'
import { LOGINS } from './roles.ts'

/** How an appliance answers commands and questions. */
export const MANNERS = [
  'fast',
  'slow',
  'late',
  'silent',
  'liar',
  'contrary',
  'twice',
  'stateOnly',
  'noId',
  'oldId',
  'refusing',
] as const
export type Manner = (typeof MANNERS)[number]

/** What an appliance prints as its own time: nothing, the right time, or how its clock is wrong. */
export const TIMES = ['none', 'right', 'unset', 'future', 'behind', 'ahead', 'number', 'garbage', 'local'] as const
export type TimeStyle = (typeof TIMES)[number]

/** `other`: one that comes and goes. `guest` and `kid`: of users who may use some appliances only. */
export type AskedToken = 'good' | 'other' | 'unknown' | 'guest' | 'kid'

/** What one client of the embedded broker does to the others. */
export const ATTACKS = [
  'flood',
  'giant',
  'foreignId',
  'wildcard',
  'forge',
  'retained',
  'badLogin',
  'manyIds',
  'garbage',
] as const
export type Attack = (typeof ATTACKS)[number]

/** Whose broker the gateway uses: its own, or one on another host. */
export type BrokerMode = 'embedded' | 'outside'

/** Zones that the gateway may be set to, with their offset from UTC. */
export const ZONES = { UTC: 0, 'Asia/Seoul': 9, 'Asia/Kolkata': 5.5 } as const
export type Zone = keyof typeof ZONES

/** `login` names a client of the cast, `applianceId` an appliance; durations are milliseconds. */
export type Happening =
  | {
      readonly kind: 'ask'
      readonly wish: number
      readonly repeatsMs: readonly number[]
      readonly verifyMs: number
      readonly token: AskedToken
    }
  | { readonly kind: 'manner'; readonly login: string; readonly manner: Manner; readonly time: TimeStyle }
  | { readonly kind: 'report'; readonly login: string; readonly choice: number; readonly retain: boolean }
  | { readonly kind: 'leave' | 'breakOff' | 'powerOff'; readonly login: string; readonly backMs: number }
  | { readonly kind: 'takeOver'; readonly login: string; readonly sameId: boolean; readonly overlapMs: number }
  | { readonly kind: 'part'; readonly login: string; readonly forMs: number; readonly retryMs: number }
  | { readonly kind: 'restart' | 'powerCut' | 'broker'; readonly downMs: number }
  | { readonly kind: 'wall'; readonly byMs: number }
  | { readonly kind: 'trust'; readonly trusted: boolean }
  | { readonly kind: 'disk'; readonly forMs: number }
  | { readonly kind: 'token'; readonly live: boolean }
  /** The configuration is read again, and an appliance is not in it any more; later it is again. */
  | { readonly kind: 'reload'; readonly choice: number; readonly backMs: number }
  /** An appliance that describes itself does so again, or takes its description back. */
  | { readonly kind: 'announce'; readonly login: string; readonly present: boolean }
  | { readonly kind: 'attack'; readonly how: Attack }
  /** Every write of the database takes a while. */
  | { readonly kind: 'slowDisk'; readonly forMs: number; readonly stallMs: number }
  /** A power cut, after which a page of the database is not what it was. */
  | { readonly kind: 'damage'; readonly downMs: number; readonly page: number }
  | { readonly kind: 'suspend'; readonly forMs: number }
  /** A stop in good order, and a start in another time zone. */
  | { readonly kind: 'zone'; readonly zone: Zone; readonly downMs: number }
  /** A stop in good order, and a start with the other kind of broker. */
  | { readonly kind: 'switchBroker'; readonly downMs: number }
  /** The network between the gateway and an outside broker. */
  | { readonly kind: 'partBroker'; readonly forMs: number; readonly retryMs: number }

export type SimEvent = Happening & { readonly atMs: number; readonly id: number }

export interface Setting {
  /** Absent: embedded. */
  readonly broker?: BrokerMode
  readonly edition: 'KR' | 'JP'
  readonly logins: readonly string[]
  readonly trustedAtStart: boolean
  /** Whether the kernel tells what is not acknowledged, as Linux does. */
  readonly kernelTells: boolean
  readonly keepsRetained: boolean
  readonly sendBufferBytes: number
  readonly maxLatencyMs: number
}

export interface Plan {
  readonly seed: number
  readonly setting: Setting
  readonly events: readonly SimEvent[]
}

/** Long enough for several things to go wrong at once, short enough for twenty runs a second. */
const EVENTS = 150

/** A run in which minutes pass between events, so that appliances keep their habits, and silence is only that. */
const CALM_EVENTS = 40
const CALM_PACE = 15

type Maker = (random: Random, setting: Setting) => Happening

const login = (random: Random, { logins }: Setting): string => random.pick(logins)
const wishCount = ({ logins }: Setting): number => castOf(logins).wishes.length

const ask: Maker = (random, setting) => ({
  kind: 'ask',
  wish: random.between(0, wishCount(setting) - 1),
  repeatsMs: random.chance(0.2) ? [random.pick([0, 3, 400, 5_000]), ...(random.chance(0.3) ? [20_000] : [])] : [],
  verifyMs: random.chance(0.05) ? random.pick([500, 2_000, 3_500, 4_000]) : 0,
  token: random.chance(0.2) ? random.pick(['other', 'unknown', 'guest', 'kid']) : 'good',
})

/** Each kind with its weight when it takes part. */
const MAKERS: readonly (readonly [number, Maker])[] = [
  [60, ask],
  [
    12,
    (r, s) => ({
      kind: 'manner',
      login: login(r, s),
      manner: r.chance(0.4) ? 'fast' : r.pick(MANNERS),
      time: r.chance(0.3) ? 'none' : r.pick(TIMES),
    }),
  ],
  [14, (r, s) => ({ kind: 'report', login: login(r, s), choice: r.between(0, 9), retain: r.chance(0.3) })],
  [4, (r, s) => ({ kind: 'leave', login: login(r, s), backMs: r.pick([50, 900, 8_000, 90_000]) })],
  [4, (r, s) => ({ kind: 'breakOff', login: login(r, s), backMs: r.pick([5, 300, 2_500, 40_000]) })],
  [4, (r, s) => ({ kind: 'powerOff', login: login(r, s), backMs: r.pick([100, 3_000, 20_000, 150_000]) })],
  [4, (r, s) => ({ kind: 'takeOver', login: login(r, s), sameId: r.chance(0.5), overlapMs: r.pick([0, 40, 5_000]) })],
  [
    8,
    (r, s) => ({
      kind: 'part',
      login: login(r, s),
      forMs: r.pick([40, 900, 3_000, 3_700, 4_500, 8_500, 12_000, 70_000]),
      retryMs: r.pick([0, 200, 1_400]),
    }),
  ],
  [2, r => ({ kind: 'restart', downMs: r.pick([10, 1_500, 20_000]) })],
  [2, r => ({ kind: 'powerCut', downMs: r.pick([100, 4_000, 45_000]) })],
  [2, r => ({ kind: 'broker', downMs: r.pick([0, 700, 30_000]) })],
  [
    3,
    r => ({
      kind: 'wall',
      byMs: r.pick([-3_600_000, 1_000, 3_600_000, -86_400_000, 315_576_000_000, -315_576_000_000]),
    }),
  ],
  [2, r => ({ kind: 'trust', trusted: r.chance(0.6) })],
  [2, r => ({ kind: 'disk', forMs: r.pick([500, 30_000, 90_000]) })],
  [4, r => ({ kind: 'token', live: r.chance(0.5) })],
  [3, r => ({ kind: 'reload', choice: r.between(0, 9), backMs: r.pick([0, 900, 15_000, 60_000]) })],
  [2, r => ({ kind: 'announce', login: 'fan', present: r.chance(0.6) })],
  [3, r => ({ kind: 'attack', how: r.pick(ATTACKS) })],
  [2, r => ({ kind: 'slowDisk', forMs: r.pick([5_000, 90_000]), stallMs: r.pick([3, 15, 45]) })],
  [0.7, r => ({ kind: 'damage', downMs: r.pick([100, 4_000]), page: r.between(0, 30) })],
  [1.5, r => ({ kind: 'suspend', forMs: r.pick([4_000, 60_000, 3_600_000, 2_147_483_648]) })],
  [
    1,
    r => ({ kind: 'zone', zone: r.pick(['UTC', 'Asia/Seoul', 'Asia/Kolkata'] as const), downMs: r.pick([10, 1_500]) }),
  ],
  [1, r => ({ kind: 'switchBroker', downMs: r.pick([10, 1_500, 20_000]) })],
  [4, r => ({ kind: 'partBroker', forMs: r.pick([40, 900, 3_700, 8_500, 70_000]), retryMs: r.pick([0, 200, 1_400]) })],
]

/** Swarm testing: every run leaves some kinds out and favours others, so that runs differ in character, not in detail only. */
function makersOf(random: Random): readonly (readonly [number, Maker])[] {
  return MAKERS.map(([weight, maker], at) => {
    if (at === 0) return [weight, maker] as const
    return [random.chance(0.35) ? 0 : weight * random.pick([0.3, 1, 1, 3]), maker] as const
  })
}

function weighted(random: Random, makers: readonly (readonly [number, Maker])[]): Maker {
  let left = random.next() * makers.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, maker] of makers) {
    left -= weight
    if (left < 0) return maker
  }
  return ask
}

/** Most events follow within seconds, some at the same instant, some after minutes in which only clocks run. */
function pauseMs(random: Random): number {
  const draw = random.next()
  if (draw < 0.3) return random.between(0, 15)
  if (draw < 0.94) return random.between(20, 2_500)
  return random.between(3_000, 40_000)
}

export function planOf(seed: number): Plan {
  const random = seededRandom(seed)
  const size = random.between(2, 5)
  const names = [...LOGINS]
  const logins = Array.from({ length: size }, () => names.splice(random.between(0, names.length - 1), 1)[0] as string)
  const setting: Setting = {
    edition: random.pick(['KR', 'JP']),
    logins,
    trustedAtStart: random.chance(0.85),
    kernelTells: random.chance(0.75),
    keepsRetained: random.chance(0.5),
    sendBufferBytes: random.pick([60, 400, 65_536]),
    maxLatencyMs: random.pick([2, 12, 40]),
    broker: random.chance(0.3) ? 'outside' : 'embedded',
  }
  const makers = makersOf(random.fork('swarm'))
  const draws = random.fork('events')
  const character = random.fork('character')
  const isCalm = character.chance(0.1)
  let atMs = 1_000
  const events = Array.from({ length: isCalm ? CALM_EVENTS : EVENTS }, (_, id): SimEvent => {
    atMs += pauseMs(draws) * (isCalm ? CALM_PACE : 1)
    return { ...weighted(draws, makers)(draws, setting), atMs, id }
  })
  return { seed, setting, events: character.chance(0.15) ? partedAround(character, setting, events) : events }
}

/**
 * Breaks the network of appliances in the very moment in which they are commanded and say something themselves: two
 * messages that cross one another and a gap, all within a few milliseconds, which chance alone hardly ever brings together.
 */
function partedAround(random: Random, setting: Setting, events: readonly SimEvent[]): readonly SimEvent[] {
  const { roles, wishes } = castOf(setting.logins)
  const parted = [...events]
  for (let at = 1; at < events.length - 1; at++) {
    const [before, asked, after] = [parted[at - 1], events[at], events[at + 1]]
    if (before === undefined || asked?.kind !== 'ask' || after === undefined || !random.chance(0.3)) continue
    const id = wishes[asked.wish]?.applianceId
    const role = roles.find(({ appliances }) => id !== undefined && appliances.includes(id))
    if (role === undefined) continue
    const near = (): number => random.between(0, setting.maxLatencyMs)
    const said = { kind: 'report', login: role.login, choice: random.between(0, 9), retain: false } as const
    const forMs = random.pick([3_700, 4_500, 8_500])
    const part = { kind: 'part', login: role.login, forMs, retryMs: random.pick([0, 200, 1_400]) } as const
    parted[at - 1] = { ...said, atMs: Math.max(0, asked.atMs - near()), id: before.id }
    parted[at + 1] = { ...part, atMs: asked.atMs + near(), id: after.id }
  }
  return parted.toSorted((one, other) => one.atMs - other.atMs || one.id - other.id)
}
