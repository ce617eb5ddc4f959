/** Runs transactions one after another in a thread of its own (see writeThread.ts); an order of undefined ends it. */
import { parentPort, workerData } from 'node:worker_threads'
import type Sqlite from 'better-sqlite3'
import { StoreError } from '../../ports/stores.ts'
import { configure, connect } from './connection.ts'
import { ChangedError, runPlanned } from './runPlanned.ts'
import { asStoreError } from './storeError.ts'
import type { WriteOrder } from './writeOrder.ts'
import type { WriteOutcome } from './writeThread.ts'

const { file }: { readonly file: string } = workerData
let connection: Sqlite.Database | undefined

/** Connected with the first order; an attempt that failed (no handle left) is made again with the next. */
function connected(): Sqlite.Database {
  if (connection !== undefined) return connection
  const sqlite = connect(file)
  configure(sqlite)
  connection = sqlite
  return sqlite
}

/** A StoreError would arrive as a plain Error: it goes by its message. */
function outcome(order: WriteOrder): WriteOutcome {
  try {
    runPlanned(connected(), order)
    return { failure: undefined }
  } catch (error) {
    if (error instanceof ChangedError) return { failure: error.message, changed: true }
    const told = asStoreError(file, 'write', error)
    if (!(told instanceof StoreError)) throw error
    return { failure: told.message }
  }
}

parentPort?.on('message', (order: WriteOrder | undefined) => {
  if (order !== undefined) parentPort?.postMessage(outcome(order))
  else {
    connection?.close()
    parentPort?.close()
  }
})
