/** Runs one backup in a thread of its own (see backup.ts). */
import { parentPort, workerData } from 'node:worker_threads'
import { StoreError } from '../../ports/stores.ts'
import { copyDatabaseTo, MIN_FREE_BYTES } from './backupCopy.ts'

const { source, target }: { readonly source: string; readonly target: string } = workerData

/** A StoreError would arrive as a plain Error: it goes by what it tells. */
function outcome(): object {
  try {
    return { backup: copyDatabaseTo(source, target, MIN_FREE_BYTES) }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return { failure: error.told }
  }
}

parentPort?.postMessage(outcome())
