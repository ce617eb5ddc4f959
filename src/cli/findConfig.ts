/** The configuration file of a command: named, or found where it usually lies. */
import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/loadConfig.ts'
import { formatProblem } from '../config/problem.ts'
import { text } from '../kernel/text.ts'
import { CommandError, type Invocation, say, textOption, UsageError } from './invocation.ts'

/** Of an installed service, whose folder only root and the user of the service may enter. */
export const INSTALLED = '/etc/clova2mqtt/clova2mqtt.yaml'

const USUAL_PLACES = ['clova2mqtt.yaml', INSTALLED]

const TEXTS = {
  missing: text(
    '설정 파일이 없습니다. --config 파일, CLOVA2MQTT_CONFIG 또는 {places} 가 필요합니다. 보기: config/flat.example.yaml',
    '設定ファイルがありません。--config ファイル、CLOVA2MQTT_CONFIG、または {places} が必要です。例: config/flat.example.yaml',
    'There is no configuration file: name it with --config FILE or CLOVA2MQTT_CONFIG, or put it at {places}. An example: config/flat.example.yaml',
  ),
  closed: text(
    '{folder} 은(는) 이 사용자에게 닫혀 있습니다: 명령 앞에 sudo 를 붙이세요.',
    '{folder} はこのユーザーには読めません。コマンドの前に sudo を付けてください。',
    '{folder} is closed to this user: put sudo before the command',
  ),
  problems: text(
    '설정에 문제가 {count}개 있습니다.',
    '設定に問題が {count} 件あります。',
    'The configuration has {count} problem(s).',
  ),
}

/** Path of the configuration, or undefined when none is named and none lies in the usual places. */
export function configPath(invocation: Invocation, named = textOption(invocation, 'config')): string | undefined {
  const { CLOVA2MQTT_CONFIG: fromEnvironment } = invocation.io.env
  if (named !== undefined) return named
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment
  return USUAL_PLACES.find(place => existsSync(place))
}

/** Path of the configuration. @throws UsageError when there is none; CommandError when it may not be looked for */
export function requireConfigPath(invocation: Invocation, named?: string): string {
  const path = configPath(invocation, named)
  const folder = path === undefined ? closedFolder() : undefined
  if (folder !== undefined) throw new CommandError(say(invocation, TEXTS.closed, { folder }))
  if (path === undefined) throw new UsageError(say(invocation, TEXTS.missing, { places: USUAL_PLACES.join(', ') }))
  return path
}

/** The folder of an installed configuration that this user may not enter: a file in it seems not to be there. */
export function closedFolder(): string | undefined {
  const folder = dirname(INSTALLED)
  if (!existsSync(folder)) return undefined
  try {
    accessSync(folder, constants.X_OK)
    return undefined
  } catch {
    return folder
  }
}

/** A configuration with what is doubtful about it. */
export interface ReadConfig {
  readonly config: Config
  readonly warnings: readonly string[]
}

/** Reads the configuration. @throws CommandError with every problem of the file */
export function readConfigFile(invocation: Invocation, path: string): ReadConfig {
  const result = loadConfig(path, invocation.io.env)
  if (result.ok) return result
  const { problems } = result
  const lines = problems.map(problem => formatProblem(problem, invocation.language))
  throw new CommandError([...lines, say(invocation, TEXTS.problems, { count: problems.length })].join('\n'))
}

/** The configuration alone, for commands that leave warnings to `check` and `start`. */
export const readConfig = (invocation: Invocation, path: string): Config => readConfigFile(invocation, path).config

/** The invocation in the language of the home, unless another was asked for. */
export const inLanguageOf = (config: Config, invocation: Invocation): Invocation =>
  invocation.languageChosen ? invocation : { ...invocation, language: config.language }
