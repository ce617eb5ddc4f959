/** A bound on what is under way at the same time; who finds no place is sent away at once, nobody queues. */
export interface Places {
  /** Runs it in a place; undefined, without running it, when there is none. */
  readonly within: <T>(run: () => Promise<T>) => Promise<{ readonly result: T } | undefined>
}

export function openPlaces(count: number): Places {
  let taken = 0
  return {
    async within(run) {
      if (taken >= count) return undefined
      taken++
      try {
        return { result: await run() }
      } finally {
        taken--
      }
    },
  }
}
