/** Watches whether CLOVA can reach this home: sends probes, judges the evidence, says once what changed and why. */
import {
  asSeenFromInside,
  type Exposure,
  exposureOf,
  isAgainst,
  type ProbeRecord,
  recordProbe,
} from '../../home/exposure.ts'
import { exposureText } from '../../home/exposureText.ts'
import type { Language } from '../../kernel/text.ts'
import { type MonoMs, minutes, monoPlus, seconds } from '../../kernel/time.ts'
import type { Cancel, Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { ProbeFinding, Prober } from '../../ports/probe.ts'
import type { Tunnel } from '../../ports/tunnel.ts'
import type { ProbeDesk } from './probeDesk.ts'

export interface WatchOptions {
  readonly clock: Clock
  readonly log: Log
  readonly language: Language
  readonly tunnel: Tunnel
  readonly desk: ProbeDesk
  /** Undefined: nothing is ever sent. */
  readonly prober: Prober | undefined
  /** The configured address; without one, that of the tunnel. */
  readonly publicUrl: string | undefined
  /** Between two probes while nothing else is heard. */
  readonly everyMs: number
  /** When a request with a valid signature last came. */
  readonly signedAt: () => MonoMs | undefined
}

/** All that is known of the way in. */
export interface ExposureView {
  readonly exposure: Exposure
  readonly publicUrl: string | undefined
  readonly probe: (ProbeRecord & { readonly detail: string }) | undefined
}

export interface ExposureWatch {
  start(): void
  stop(): void
  /** The tunnel's state has changed. */
  tunnelChanged(): void
  view(): ExposureView
}

/** How soon a signed request or a stale probe is noticed; the work is a comparison of a few numbers. */
const JUDGE_MS = seconds(5)

/** After a start or a change of the tunnel: its far end needs a moment to know of it. */
const SETTLE_MS = seconds(2)

/** A first failed probe is looked at again soon, since one may be lost on the way. */
const DOUBT_MS = seconds(5)

/** While it fails: two lookups and a request of 1 kB a minute, and a return is seen within half a minute. */
const FAILING_MS = seconds(30)

/** A tunnel that says it stands while probes fail (tailscale#17892) is started anew after this many... */
const RESTART_FAILURES = 3

/** ...and no oftener than this: the fault may lie elsewhere. */
const RESTART_GAP_MS = minutes(10)

/** A probe that got through stands until two more were due. */
const HELD_PROBES = 3

/** Nothing happens, and nothing is sent, before `start`. */
export function watchExposure(options: WatchOptions): ExposureWatch {
  const { clock, tunnel, everyMs } = options
  const findings = createFindings(options)
  const tell = createTeller(options)
  let running = false
  let isOut = false
  let cancelJudging: Cancel = () => undefined

  const urlNow = (): string | undefined => options.publicUrl ?? tunnel.publicUrl()
  const judge = (): Exposure => {
    const probe = findings.record()
    const facts = { signedAt: options.signedAt(), probe, probeHoldsMs: everyMs * HELD_PROBES, tunnel: tunnel.health() }
    return exposureOf(facts, clock.mono())
  }
  const announce = (): void => tell(judge(), urlNow(), findings.detail())
  /**
   * How long CLOVA's own request, which said more than a probe could, stands in for one. The first is sent all the same: only
   * where one came back can a later refusal be told from a router that does not lead back (`asSeenFromInside`).
   */
  const sparedMs = (): number => {
    const signedAt = options.signedAt()
    if (signedAt === undefined || findings.record() === undefined) return 0
    if (judge().by !== 'directive' || tunnel.health().state === 'down') return 0
    return everyMs - (clock.mono() - signedAt)
  }
  const probe = async (): Promise<void> => {
    // What changed while one was out is not what it found.
    if (isOut) return plan.within(SETTLE_MS)
    const spared = sparedMs()
    if (spared > 0) return plan.within(spared)
    isOut = true
    const found = await probeOnce(options, urlNow())
    isOut = false
    if (!running) return
    if (found !== undefined) findings.take(found)
    announce()
    plan.within(findings.nextMs())
  }
  const plan = createPlan(clock, () => void probe())
  return {
    start() {
      running = true
      cancelJudging = clock.every(JUDGE_MS, announce)
      plan.within(SETTLE_MS)
    },
    stop() {
      running = false
      plan.cancel()
      cancelJudging()
    },
    tunnelChanged: () => {
      if (running) plan.within(SETTLE_MS)
    },
    view: () => {
      const record = findings.record()
      return { exposure: judge(), publicUrl: urlNow(), probe: record && { ...record, detail: findings.detail() } }
    },
  }
}

/** One timer; of two plans the sooner stands. */
function createPlan(clock: Clock, act: () => void) {
  let dueAt: MonoMs | undefined
  let cancel: Cancel = () => undefined
  return {
    within(delayMs: number): void {
      const at = monoPlus(clock.mono(), delayMs)
      if (dueAt !== undefined && dueAt <= at) return
      cancel()
      dueAt = at
      cancel = clock.after(delayMs, () => {
        dueAt = undefined
        act()
      })
    },
    cancel: () => cancel(),
  }
}

/** What the probes found, when the next is due, and whether the tunnel needs a fresh start for it. */
function createFindings({ clock, tunnel, everyMs }: WatchOptions) {
  let record: ProbeRecord | undefined
  let detail = ''
  let restartedAt: MonoMs | undefined
  return {
    record: () => record,
    detail: () => detail,
    take(found: ProbeFinding): void {
      const verdict = asSeenFromInside(found.verdict, tunnel.health().state, record?.goodAt !== undefined)
      record = recordProbe(record, verdict, clock.mono())
      detail = found.detail
      if (!shouldRestart(record, tunnel, restartedAt, clock.mono())) return
      restartedAt = clock.mono()
      tunnel.restart('probesFail')
    },
    nextMs(): number {
      if (record === undefined || !isAgainst(record.verdict)) return everyMs
      return Math.min(everyMs, record.failures === 1 ? DOUBT_MS : FAILING_MS)
    },
  }
}

async function probeOnce(
  { prober, desk }: WatchOptions,
  origin: string | undefined,
): Promise<ProbeFinding | undefined> {
  if (prober === undefined || origin === undefined) return undefined
  const { nonce, expected, close } = desk.open()
  try {
    return await prober.probe({ origin, nonce, expected })
  } finally {
    close()
  }
}

/** Verdicts that a fresh start of the tunnel can mend; a certificate or a name it cannot. */
const MENDABLE: ReadonlySet<string> = new Set([
  'edge',
  'elsewhere',
  'refused',
  'timeout',
  'unreachable',
  'reset',
  'noTls',
])

function shouldRestart(
  { verdict, failures, goodAt }: ProbeRecord,
  tunnel: Tunnel,
  restartedAt: MonoMs | undefined,
  now: MonoMs,
): boolean {
  if (failures < RESTART_FAILURES || goodAt === undefined || !MENDABLE.has(verdict)) return false
  return tunnel.health().state === 'up' && (restartedAt === undefined || now - restartedAt >= RESTART_GAP_MS)
}

/** A change of the word, and each cause of an outage once. What only grew stale is no news. */
function createTeller(options: WatchOptions) {
  const { log, language } = options
  let word: Exposure['word'] = 'unknown'
  const causes = new Set<string>()
  const tellAddress = createAddressTeller(options)
  return (exposure: Exposure, url: string | undefined, detail: string): void => {
    tellAddress()
    const { cause, by } = exposure
    const isOld = exposure.word === word && (cause === undefined || causes.has(cause))
    if (exposure.word === 'unknown' || isOld) return
    if (exposure.word !== word) causes.clear()
    word = exposure.word
    if (cause !== undefined) causes.add(cause)
    const fields = { by, why: exposureText(exposure, language), ...(url === undefined ? {} : { url }) }
    if (word === 'reachable') log.info('CLOVA can reach this home', fields)
    else log.warn('CLOVA cannot reach this home', { ...fields, cause, ...(by === 'probe' && { detail }) })
  }
}

/** CLOVA calls the address of its console: a tunnel that has another is of no use. */
function createAddressTeller({ log, publicUrl, tunnel }: WatchOptions): () => void {
  let told: string | undefined
  return () => {
    const own = tunnel.publicUrl()
    if (own === undefined || own === told) return
    told = own
    if (publicUrl === undefined || own === publicUrl) return
    log.warn('the tunnel has another address than the configuration', { tunnel: own, configured: publicUrl })
  }
}
