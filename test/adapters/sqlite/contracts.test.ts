/** The real stores and the fakes keep the same contracts. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../../src/adapters/sqlite/database.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../../src/adapters/sqlite/telemetryStore.ts'
import { openTokenStore } from '../../../src/adapters/sqlite/tokenStore.ts'
import { telemetryStoreContract } from '../../contract/telemetryStore.ts'
import { tokenStoreContract } from '../../contract/tokenStore.ts'
import { memoryTelemetryStore, memoryTokenStore } from '../../support/memoryStores.ts'
import { quietLog } from './quietLog.ts'

function onDisk<S>(openStore: (database: Database) => S): () => { store: S; close(): void } {
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-contract-'))
    const database = openDatabase({ file: join(folder, 'test.db'), log: quietLog })
    const close = (): void => {
      database.close()
      rmSync(folder, { recursive: true })
    }
    return { store: openStore(database), close }
  }
}
const inMemory =
  <S>(make: () => S) =>
  () => ({ store: make(), close: () => undefined })

tokenStoreContract('SQLite', onDisk(openTokenStore))
tokenStoreContract('memory', inMemory(memoryTokenStore))
telemetryStoreContract('SQLite', onDisk(openTelemetryStore))
telemetryStoreContract('memory', inMemory(memoryTelemetryStore))
