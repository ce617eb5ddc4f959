/** One direction of a connection: in order, each item after a latency, held back while the network is parted. */
import type { SimTime } from './simTime.ts'

export interface Lane {
  /** @param arrive called when the item is there */
  readonly push: (arrive: () => void) => void
  /** From now on nothing arrives, what is under way included: TCP sends it again when the network is back. */
  readonly hold: () => void
  /** The network is back; what was held arrives after the sender has tried again. */
  readonly release: (retryMs: number) => void
  /** Sends nothing again: a reset throws the kernel's bytes away. What is on the wire arrives if the network does not part. */
  readonly dropHeld: () => void
  /** Nothing will ever arrive any more. */
  readonly end: () => void
}

interface Item {
  readonly arrive: () => void
  cancel: () => void
  /** Nobody sends it again when it is lost. */
  isLast: boolean
}

export function openLane(time: SimTime, latencyMs: () => number): Lane {
  let under: Item[] = []
  let held: Item[] = []
  let holding = false
  let ended = false
  let lastAt = 0
  let releases = 0

  const send = (item: Item): void => {
    const at = Math.max(lastAt, time.mono() + latencyMs())
    lastAt = at
    under.push(item)
    item.cancel = time.after(at - time.mono(), () => {
      under = under.filter(one => one !== item)
      item.arrive()
    })
  }
  return {
    push(arrive) {
      if (ended) return
      const item: Item = { arrive, cancel: () => undefined, isLast: false }
      if (holding) held.push(item)
      else send(item)
    },
    hold() {
      releases++
      if (holding) return
      holding = true
      for (const item of under) item.cancel()
      held = under.filter(({ isLast }) => !isLast)
      under = []
    },
    release(retryMs) {
      if (!holding) return
      const mine = ++releases
      // What was held is still the kernel's until it tries again: a reset meanwhile throws it away.
      time.after(retryMs, () => {
        if (!holding || ended || mine !== releases) return
        holding = false
        lastAt = 0
        const waiting = held
        held = []
        for (const item of waiting) send(item)
      })
    },
    dropHeld() {
      held = []
      for (const item of under) item.isLast = true
    },
    end() {
      ended = true
      for (const item of under) item.cancel()
      under = []
      held = []
    },
  }
}
