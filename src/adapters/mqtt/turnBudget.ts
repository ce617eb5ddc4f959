/** How much of what clients send is taken in within one turn of the event loop, all connections together. */

/**
 * Bytes of a turn: 32 documents of 4 kB, or 1,400 states. A Pi takes in some 20 kB of documents in a millisecond, so a
 * directive waits 7 ms behind them; 50 connections that send at once would be read 64 KiB each in one turn.
 */
const BYTES_A_TURN = 131_072

export interface TurnBudget {
  /** False: not in this turn any more. At least one chunk is let through in every turn, however large. */
  take(bytes: number): boolean
  /** Runs something when the next turn has begun; returns a way to call it off. */
  next(run: () => void): () => void
}

/** One for all connections of a broker. */
export function turnBudget(mostBytes = BYTES_A_TURN): TurnBudget {
  let taken = 0
  const reset = (): void => {
    taken = 0
  }
  return {
    take(bytes) {
      if (taken > 0 && taken + bytes > mostBytes) return false
      // Immediates run once in a turn, behind all that sockets brought in it; this one before those that wait for it.
      if (taken === 0) setImmediate(reset)
      taken += bytes
      return true
    },
    next(run) {
      let isWanted = true
      setImmediate(() => {
        if (isWanted) run()
      })
      return () => {
        isWanted = false
      }
    },
  }
}
