/** `clova2mqtt backup`: makes a backup of the database now, beside a running gateway or without one, and lists them. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemClock } from '../adapters/clock/system.ts'
import { type BackupOptions, backUp, backUpTo } from '../adapters/sqlite/backup.ts'
import { checkBackup } from '../adapters/sqlite/backupCopy.ts'
import { type BackupFile, latestName, listBackups } from '../adapters/sqlite/backupFolder.ts'
import { backupPlace } from '../compose/backupPlace.ts'
import { BUILT_AT } from '../compose/version.ts'
import { text } from '../kernel/text.ts'
import { saidIn } from '../kernel/told.ts'
import { StoreError } from '../ports/stores.ts'
import { inLanguageOf, readConfig, requireConfigPath } from './findConfig.ts'
import { firstWord } from './firstWord.ts'
import { CommandError, EXIT, type Invocation, print, say, textOption } from './invocation.ts'
import { troubleLog } from './quietLogs.ts'
import { listTable } from './table.ts'

const TEXTS = {
  made: text(
    '백업했습니다: {file} ({size} MB). 접근 권한이 들어 있으니 안전한 곳에 두세요.',
    'バックアップしました: {file}（{size} MB）。アクセス権が入っているので、安全な場所に置いてください。',
    'Backed up: {file} ({size} MB). It holds the rights to this home: keep it in a safe place.',
  ),
  noDatabase: text(
    '{file} 이(가) 없습니다. 게이트웨이를 한 번도 실행하지 않았거나 다른 설정 파일의 데이터입니다.',
    '{file} がありません。ゲートウェイがまだ起動されていないか、別の設定ファイルのデータです。',
    'There is no {file}: the gateway has never run, or with another configuration.',
  ),
  exists: text(
    '{file} 이(가) 이미 있습니다. 다른 이름을 쓰세요.',
    '{file} はすでにあります。別の名前にしてください。',
    '{file} is there already: choose another name.',
  ),
  none: text('{folder} 에 백업이 없습니다.', '{folder} にバックアップはありません。', 'No backups in {folder}.'),
  file: text('파일', 'ファイル', 'File'),
  size: text('크기', 'サイズ', 'Size'),
  state: text('상태', '状態', 'State'),
  good: text('정상', '正常', 'good'),
}

export async function run(asked: Invocation): Promise<number> {
  const name = firstWord(asked, 'backup', { list: 0 })
  const config = readConfig(asked, requireConfigPath(asked))
  const invocation = inLanguageOf(config, asked)
  const clock = systemClock({ builtAt: BUILT_AT })
  const place = backupPlace(config, clock, troubleLog(asked.io))
  return name === 'list' ? list(invocation, place) : await make(invocation, place)
}

async function make(invocation: Invocation, place: BackupOptions): Promise<number> {
  const { file } = place
  if (!existsSync(file)) throw new CommandError(say(invocation, TEXTS.noDatabase, { file }))
  const to = textOption(invocation, 'to')
  if (to !== undefined && existsSync(to)) throw new CommandError(say(invocation, TEXTS.exists, { file: to }))
  const backup = to === undefined ? await backUp(place) : await backUpTo(file, resolve(to))
  print(invocation, backup, () => [say(invocation, TEXTS.made, { file: backup.file, size: megabytes(backup.bytes) })])
  return EXIT.ok
}

function list(invocation: Invocation, { folder, ...place }: BackupOptions): number {
  const backups = listBackups(folder, latestName(place)).map(backup => ({
    ...backup,
    problem: problemOf(backup, invocation),
  }))
  const plain = backups.map(({ file, bytes, problem }) => ({ file, bytes, good: problem === null, problem }))
  const header = [TEXTS.file, TEXTS.size, TEXTS.state].map(title => say(invocation, title))
  const rows = backups.map(({ file, bytes, problem }) => [
    file,
    `${megabytes(bytes)} MB`,
    problem ?? say(invocation, TEXTS.good),
  ])
  print(invocation, plain, () =>
    rows.length === 0 ? [say(invocation, TEXTS.none, { folder })] : listTable(header, rows),
  )
  return EXIT.ok
}

/** Looks the whole file through; some hundred milliseconds for each on a Pi. */
function problemOf({ file }: BackupFile, { language }: Invocation): string | null {
  try {
    checkBackup(file)
    return null
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return saidIn(error, language).replace(`${file}: `, '')
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)
