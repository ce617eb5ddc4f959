/** Stores that forget with the process, for tests of the layers inside; they pass the contracts of the real ones. */
import {
  type StoredCadence,
  type StoredLastSeen,
  type StoredTransition,
  type StoredValue,
  StoreError,
  type TelemetryStore,
  type TokenRow,
  type TokenStore,
} from '../../src/ports/stores.ts'

export interface MemoryFault {
  /** While set, writes throw a StoreError with this message; reads go on. */
  failWrites(message: string | undefined): void
}

function faults() {
  let message: string | undefined
  return {
    failWrites: (to: string | undefined) => {
      message = to
    },
    check: () => {
      if (message !== undefined) throw new StoreError(message)
    },
  }
}

export function memoryTelemetryStore(): TelemetryStore & MemoryFault {
  const { failWrites, check } = faults()
  const lastSeen = new Map<string, StoredLastSeen>()
  const values = new Map<string, Map<string, StoredValue>>()
  const newest = new Map<string, StoredTransition>()
  const cadences = new Map<string, StoredCadence>()
  const newer = (was: StoredLastSeen | undefined, now: StoredLastSeen): boolean =>
    was === undefined || now.at.origin !== 'untrusted' || was.at.origin === 'untrusted' || now.at.wall > was.at.wall

  return {
    failWrites,
    cadences: () => [...cadences.values()].filter(({ intervalMs }) => intervalMs !== undefined),
    load: () => ({ lastSeen: [...lastSeen.values()], values: [...values.values()].flatMap(of => [...of.values()]) }),
    save(batch, done) {
      check()
      for (const seen of batch.lastSeen)
        if (newer(lastSeen.get(seen.applianceId), seen)) lastSeen.set(seen.applianceId, seen)
      for (const value of batch.values) {
        const of = values.get(value.applianceId) ?? new Map<string, StoredValue>()
        values.set(value.applianceId, of.set(value.property, value))
      }
      for (const cadence of batch.cadences ?? []) cadences.set(cadence.applianceId, cadence)
      done?.(undefined)
    },
    saveTransitions(transitions, done) {
      check()
      for (const transition of transitions) newest.set(transition.applianceId, transition)
      done?.(undefined)
    },
    transitions: () => [...newest.values()],
    forget(applianceIds, done) {
      check()
      for (const id of applianceIds) for (const table of [lastSeen, values, newest, cadences]) table.delete(id)
      done?.(undefined)
    },
  }
}

export function memoryTokenStore(): TokenStore & MemoryFault {
  const { failWrites, check } = faults()
  const tokens = new Map<string, TokenRow>()
  const live = (row: TokenRow, at: number): boolean =>
    row.revokedAt === undefined && (row.expiresAt === undefined || row.expiresAt > at)

  return {
    failWrites,
    find: hash => tokens.get(hash.toLowerCase()),
    add(hash, row) {
      check()
      const key = hash.toLowerCase()
      if (!/^[0-9a-f]{64}$/.test(key)) throw new StoreError('a token hash must be 64 hexadecimal digits')
      const nobodys = { revokedAt: undefined, user: undefined, linkId: undefined }
      const added: TokenRow = { ...row, id: key.slice(0, 8), ...nobodys }
      if ([...tokens.values()].some(({ id }) => id === added.id)) throw new StoreError(`there is a token ${added.id}`)
      tokens.set(key, added)
      return added
    },
    list: () => [...tokens.values()].sort((a, b) => a.issuedAt - b.issuedAt),
    revoke(id, at) {
      check()
      const found = [...tokens].find(([, row]) => row.id === id.toLowerCase() && live(row, at))
      if (found === undefined) return false
      tokens.set(found[0], { ...found[1], revokedAt: at })
      return true
    },
  }
}
