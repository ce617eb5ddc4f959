/** `clova2mqtt restore`: puts a backup in place of the database of a gateway that is stopped. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock } from '../adapters/clock/system.ts'
import type { BackupOptions } from '../adapters/sqlite/backup.ts'
import { latestName } from '../adapters/sqlite/backupFolder.ts'
import { lockInstance, type ReleaseInstance } from '../adapters/sqlite/lockInstance.ts'
import { newestGood, restoreBackup } from '../adapters/sqlite/restore.ts'
import { backupPlace } from '../compose/backupPlace.ts'
import { BUILT_AT } from '../compose/version.ts'
import { text } from '../kernel/text.ts'
import { saidIn } from '../kernel/told.ts'
import { StoreError } from '../ports/stores.ts'
import { inLanguageOf, readConfig, requireConfigPath } from './findConfig.ts'
import { CommandError, EXIT, type Invocation, say, UsageError } from './invocation.ts'
import { troubleLog } from './quietLogs.ts'

const TEXTS = {
  which: text(
    '어느 백업입니까? restore latest 또는 restore 파일 (목록: backup list)',
    'どのバックアップですか？ restore latest または restore ファイル（一覧: backup list）',
    'Which one? restore latest, or restore FILE (backup list shows them)',
  ),
  running: text(
    '게이트웨이를 먼저 멈추세요 (예: systemctl stop clova2mqtt). {reason}',
    '先にゲートウェイを止めてください（例: systemctl stop clova2mqtt）。{reason}',
    'Stop the gateway first (systemctl stop clova2mqtt). {reason}',
  ),
  missing: text('백업 {file} 이(가) 없습니다.', 'バックアップ {file} はありません。', 'There is no backup {file}.'),
  none: text(
    '{folder} 에 쓸 수 있는 백업이 없습니다.',
    '{folder} に使えるバックアップはありません。',
    'There is no backup in {folder} that can be used.',
  ),
  passedOver: text('쓸 수 없음: {reason}', '使えません: {reason}', 'Cannot be used: {reason}'),
  restored: text(
    '{backup} 을(를) 복원했습니다. 게이트웨이를 다시 시작하세요.',
    '{backup} を復元しました。ゲートウェイを起動してください。',
    '{backup} is restored. Start the gateway again.',
  ),
  kept: text(
    '지금까지의 데이터베이스는 {kept} 에 남아 있습니다.',
    'これまでのデータベースは {kept} に残してあります。',
    'The database it replaces is kept at {kept}.',
  ),
}

export async function run(asked: Invocation): Promise<number> {
  const [name] = asked.positionals
  if (name === undefined) throw new UsageError(say(asked, TEXTS.which))
  const config = readConfig(asked, requireConfigPath(asked))
  const invocation = inLanguageOf(config, asked)
  const place = backupPlace(config, systemClock({ builtAt: BUILT_AT }), troubleLog(asked.io))
  const release = lock(place.file, invocation)
  try {
    const backup = name === 'latest' ? newest(invocation, place) : named(name, invocation, place)
    const kept = restoreBackup(backup, place.file)
    invocation.io.out(say(invocation, TEXTS.restored, { backup }))
    if (kept !== undefined) invocation.io.out(say(invocation, TEXTS.kept, { kept }))
    return EXIT.ok
  } finally {
    release()
  }
}

/** Held until the end: a gateway that is started meanwhile must not open a file that is about to be replaced. */
function lock(file: string, invocation: Invocation): ReleaseInstance {
  try {
    return lockInstance(file)
  } catch (error) {
    if (!(error instanceof StoreError) || !isBusy(error.cause)) throw error
    throw new CommandError(say(invocation, TEXTS.running, { reason: saidIn(error, invocation.language) }), {
      cause: error,
    })
  }
}

const isBusy = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_BUSY'

function newest(invocation: Invocation, { folder, ...place }: BackupOptions): string {
  const backup = newestGood(folder, latestName(place), (_file, why) =>
    invocation.io.err(say(invocation, TEXTS.passedOver, { reason: why[invocation.language] })),
  )
  if (backup === undefined) throw new CommandError(say(invocation, TEXTS.none, { folder }))
  return backup.file
}

/** A path, or the bare name of one in the folder of backups. */
function named(name: string, invocation: Invocation, { folder }: BackupOptions): string {
  const found = [resolve(name), join(folder, name)].find(file => existsSync(file))
  if (found === undefined) throw new CommandError(say(invocation, TEXTS.missing, { file: name }))
  return found
}
