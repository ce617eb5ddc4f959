/** Tells when the content of a file changed, also when an editor puts a new file in its place. */
import { createHash } from 'node:crypto'
import { readFileSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Cancel, Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'

export interface WatchFileOptions {
  readonly file: string
  readonly clock: Clock
  readonly log: Log
  readonly changed: () => void
}

/** Editors write, rename and touch within some milliseconds; a person does not save twice within this. */
const SETTLE_MS = 300

/**
 * Watches until cancelled. The folder is watched, not the file: after a replacement the file's own watch would look at
 * the old one for ever. A folder that cannot be watched is told in the log; the other ways to reload remain.
 */
export function watchFile({ file, clock, log, changed }: WatchFileOptions): Cancel {
  let content = fingerprint(file)
  let settle: Cancel = () => undefined
  const look = (): void => {
    const now = fingerprint(file)
    // A file that is away is being replaced: its return is an event of its own.
    if (now === undefined || now === content) return
    content = now
    changed()
  }
  try {
    const watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
      if (name !== null && name !== basename(file)) return
      settle()
      settle = clock.after(SETTLE_MS, look)
    })
    watcher.on('error', error => log.warn('the file is no longer watched', { file, reason: error.message }))
    return () => {
      settle()
      watcher.close()
    }
  } catch (error) {
    log.warn('the file cannot be watched', { file, reason: String(error) })
    return () => undefined
  }
}

function fingerprint(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch {
    // Whoever loads the file next reports why it cannot be read.
    return undefined
  }
}
