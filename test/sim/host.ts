/** The machine the gateway runs on: starts and stops it, in good order or by pulling the plug, and has a disk and tokens. */

import type { Door } from '../../src/ports/door.ts'
import type { Cast } from './cast.ts'
import { DEADLINE_MS, type GatewayRun, openGatewayRun } from './gatewayRun.ts'
import type { OutsideHouse } from './outsideHouse.ts'
import type { OwnGlobals } from './ownGlobals.ts'
import type { BrokerMode, Setting, Zone } from './plan.ts'
import type { Random } from './random.ts'
import type { Recorder } from './record.ts'
import { restoredInvariant, type Snapshot, snapshotOf } from './restored.ts'
import type { SimTime } from './simTime.ts'
import { hashOf, OTHER_TOKEN, openStorage } from './storage.ts'
import type { Wire } from './wire.ts'

export interface Host {
  readonly start: () => void
  /** The door for CEK; undefined while nobody listens. */
  readonly door: () => Door | undefined
  readonly run: () => GatewayRun | undefined
  readonly runSince: () => number
  readonly isClosing: () => boolean
  readonly restart: (downMs: number) => void
  /** As a restart, and from then on with the other kind of broker. */
  readonly switchBroker: (downMs: number) => void
  readonly powerCut: (downMs: number) => void
  readonly restartBroker: (downMs: number) => void
  readonly failDisk: (forMs: number) => void
  readonly slowDisk: (forMs: number, stallMs: number) => void
  /** A power cut that leaves a page of the database damaged. */
  readonly damage: (downMs: number, page: number) => void
  /** One appliance leaves the configuration, and returns to it later. */
  readonly reload: (choice: number, backMs: number) => void
  readonly changeZone: (zone: Zone, downMs: number) => void
  readonly decideToken: (live: boolean) => void
  readonly tokenNumber: () => number
  readonly tokenIsLive: (number: number) => boolean
  readonly close: () => void
}

export interface HostOptions {
  readonly time: SimTime
  readonly wire: Wire
  readonly house: OutsideHouse
  readonly globals: OwnGlobals
  readonly recorder: Recorder
  readonly setting: Setting
  readonly cast: Cast
  readonly random: Random
  /** Whether the times of values must survive a stop too. */
}

/** How often a stop looks whether the directives in flight are answered (they have their deadline and a second). */
const LOOK_MS = 50

export function openHost({ time, wire, house, globals, recorder, setting, cast, random }: HostOptions): Host {
  const { facts } = recorder
  const storage = openStorage()
  let run: GatewayRun | undefined
  let runSince = Number.POSITIVE_INFINITY
  let closing = false
  let ids = 0
  let diskFailsUntil = Number.NEGATIVE_INFINITY
  let slow = { until: Number.NEGATIVE_INFINITY, ms: 0 }
  let token = { number: 0, live: false }
  let tokenInBackup = token
  let snapshot: Snapshot | undefined

  const guard = (doing: string, work: Promise<void>): void => {
    work.catch(error =>
      recorder.break('noFaultInside', `${doing}: ${error instanceof Error ? error.stack : String(error)}`),
    )
  }
  const listens = (): void => {
    if (facts.mode === 'outside') return
    facts.sessions.clear()
    facts.listeningSince = time.mono()
  }
  const changeBroker = async (): Promise<void> => {
    if (facts.mode === wanted && house.isOpen() === (wanted === 'outside')) return
    facts.mode = wanted
    facts.sessions.clear()
    if (wanted === 'outside') await house.open()
    else await house.close()
  }
  const start = async (): Promise<void> => {
    facts.life++
    runSince = time.mono()
    facts.zone = nextZone
    await changeBroker()
    listens()
    const opened = await openGatewayRun({
      time,
      recorder,
      setting,
      cast,
      file: storage.file(),
      synced: storage.synced,
      diskFails: () => time.mono() < diskFailsUntil,
      writeTakesMs: () => (time.mono() < slow.until ? slow.ms : 0),
      restore: storage.restore,
      correlation: () => `id-${++ids}`,
    })
    run = opened
    if (opened.wasRestored) token = tokenInBackup
    recorder.trace(`gateway run ${facts.life}`)
    const wrong = snapshot === undefined ? undefined : restoredInvariant(snapshot, opened, cast)
    if (wrong !== undefined) recorder.break('stopKeepsAll', wrong)
    snapshot = undefined
  }
  const startAfter = (downMs: number): void => {
    time.after(downMs, () => guard('start', start()))
  }
  const stop = async (stopping: GatewayRun, downMs: number): Promise<void> => {
    closing = true
    facts.listeningSince = undefined
    await stopping.stop()
    storage.backUp()
    tokenInBackup = token
    closing = false
    startAfter(downMs)
  }
  const stopWhenAnswered = (stopping: GatewayRun, until: number, downMs: number): void => {
    if (stopping.gateway.door.counters().inFlight > 0 && time.mono() < until) {
      time.after(LOOK_MS, () => stopWhenAnswered(stopping, until, downMs))
      return
    }
    if (run !== stopping) return
    run = undefined
    leaving = false
    snapshot = time.mono() < diskFailsUntil ? undefined : snapshotOf(stopping, cast)
    for (const asked of facts.asked) if (asked.answer === undefined) asked.lost = true
    guard('stop', stop(stopping, downMs))
  }
  const restartHouse = (downMs: number): void => {
    if (!house.isOpen()) return
    facts.sessions.clear()
    guard(
      'close the outside broker',
      house.close().then(() => {
        time.after(downMs, () => {
          if (wanted === 'outside' && facts.mode === 'outside' && !house.isOpen()) guard('open it', house.open())
        })
      }),
    )
  }
  const powerCut = (downMs: number): void => {
    if (run === undefined) return
    const dying = run
    run = undefined
    leaving = false
    facts.listeningSince = undefined
    storage.cut(random)
    wire.powerCut()
    house.gatewayLost()
    // An outside broker goes on; what the dead gateway's client still waits for then comes to nothing.
    if (!house.isOpen()) globals.cancelTimers()
    dying.die()
    for (const asked of facts.asked) if (asked.answer === undefined) asked.lost = true
    startAfter(downMs)
  }
  let leaving = false
  let nextZone = facts.zone
  let wanted: BrokerMode = setting.broker ?? 'embedded'

  return {
    start: () => guard('start', start()),
    door: () =>
      leaving || (facts.mode === 'embedded' && facts.listeningSince === undefined) ? undefined : run?.gateway.door,
    run: () => run,
    runSince: () => runSince,
    isClosing: () => closing,
    restart(downMs) {
      if (run === undefined || leaving) return
      leaving = true
      stopWhenAnswered(run, time.mono() + DEADLINE_MS + 1_000, downMs)
    },
    switchBroker(downMs) {
      if (run === undefined || leaving) return
      wanted = facts.mode === 'embedded' ? 'outside' : 'embedded'
      leaving = true
      stopWhenAnswered(run, time.mono() + DEADLINE_MS + 1_000, downMs)
    },
    powerCut,
    restartBroker(downMs) {
      if (facts.mode === 'outside') return restartHouse(downMs)
      const running = run
      if (running?.broker === undefined || leaving || facts.listeningSince === undefined) return
      closing = true
      facts.listeningSince = undefined
      guard(
        'close the broker',
        running.broker.close().then(() => {
          closing = false
          time.after(downMs, () => {
            if (run !== running || leaving) return
            listens()
            guard('open the broker', running.openBroker())
          })
        }),
      )
    },
    slowDisk(forMs, stallMs) {
      slow = { until: time.mono() + forMs, ms: stallMs }
    },
    damage(downMs, page) {
      if (run === undefined) return
      powerCut(downMs)
      storage.damage(random, page)
    },
    reload(choice, backMs) {
      const id = cast.configured[choice % cast.configured.length]?.id
      if (run === undefined || leaving || id === undefined || facts.absent.has(id)) return
      facts.absent.add(id)
      guard('reload', run.reload())
      time.after(backMs, () => {
        facts.absent.delete(id)
        facts.hereSince.set(id, time.mono())
        if (run !== undefined) guard('reload', run.reload())
      })
    },
    changeZone(zone, downMs) {
      if (run === undefined || leaving) return
      nextZone = zone
      leaving = true
      stopWhenAnswered(run, time.mono() + DEADLINE_MS + 1_000, downMs)
    },
    failDisk(forMs) {
      diskFailsUntil = time.mono() + forMs
    },
    decideToken(live) {
      if (run === undefined || live === token.live) return
      if (live) {
        token = { number: token.number + 1, live }
        run.tokens.add(hashOf(`${OTHER_TOKEN}-${token.number}`), {
          label: 'other',
          issuedAt: time.wall(),
          expiresAt: undefined,
        })
      } else {
        token = { ...token, live }
        run.tokens.revoke(hashOf(`${OTHER_TOKEN}-${token.number}`).slice(0, 8), time.wall())
      }
    },
    tokenNumber: () => token.number,
    tokenIsLive: number => token.live && token.number === number,
    close() {
      run?.die()
      run = undefined
      storage.remove()
    },
  }
}
