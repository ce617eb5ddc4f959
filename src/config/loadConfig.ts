/** The configuration file, read and checked as a whole: either a complete configuration, or everything wrong with it. */
import { dirname, join, resolve } from 'node:path'
import { MIB } from '../kernel/size.ts'
import { zoneOffset } from '../kernel/time.ts'
import { type Edition, editionLanguage } from '../protocol/edition.ts'
import { FILE, type FileEntry } from './applianceSchema.ts'
import { buildAnnouncements } from './buildAnnouncements.ts'
import { buildHouse } from './buildHouse.ts'
import type { Building } from './building.ts'
import { buildLinking, buildUsers, DEFAULT_HOME_NAMES } from './buildLinking.ts'
import { buildMqtt, isBase, type PathOf } from './buildMqtt.ts'
import { buildTunnel } from './buildTunnel.ts'
import { buildWebhook } from './buildWebhook.ts'
import type { Config, LoadResult } from './config.ts'
import { reportIssues } from './issues.ts'
import { problemOf } from './problem.ts'
import { MAX_FILE_BYTES, type ReadBytes, readBytes, readText } from './readFile.ts'
import { readYaml } from './readYaml.ts'
import type { Report } from './report.ts'
import { type Environment, substitute } from './substitute.ts'

/** The decimal one, as disks are sold. */
const MEGABYTE = 1_000_000

/**
 * Reads and checks a configuration file. Never throws: what cannot be read is a problem too.
 * @param environment variables for `${NAME}`; also `STATE_DIRECTORY`, which systemd sets to the data folder
 * @param read reads the file and the files it names with `${file:…}`
 */
export function loadConfig(file: string, environment: Environment, read: ReadBytes = readBytes): LoadResult {
  const content = readText(file, read)
  if (content.ok) return parseConfig(content.text, file, environment, read)
  const place = { file, line: 1, column: 1, key: '', value: '' }
  return {
    ok: false,
    problems: [problemOf(content.code, place, { reason: content.reason, limit: MAX_FILE_BYTES })],
  }
}

/** Checks the text of a configuration file; see {@link loadConfig}. */
export function parseConfig(
  text: string,
  file: string,
  environment: Environment,
  read: ReadBytes = readBytes,
): LoadResult {
  const readNear: ReadBytes = (path, maxBytes) => read(resolve(dirname(file), path), maxBytes)
  const yaml = readYaml(text, file, (value, fail) => substitute(value, environment, readNear, fail))
  const { report } = yaml
  if (report.problems().length > 0) return { ok: false, problems: report.problems() }
  const parsed = FILE.safeParse(yaml.tree)
  if (!parsed.success) {
    reportIssues(parsed.error.issues, report)
    return { ok: false, problems: report.problems() }
  }
  const entry = parsed.data
  const building = { report, edition: entry.edition, base: entry.mqtt.base, keys: yaml.keys }
  const config = build(entry, file, environment, building)
  if (report.problems().length > 0) return { ok: false, problems: report.problems() }
  return { ok: true, config, warnings: report.warnings(config.language) }
}

/** The configuration of an empty file. */
export function defaultConfig(file: string, environment: Environment = {}): Config {
  const result = parseConfig('', file, environment)
  if (!result.ok) throw new Error(`the defaults are not valid: ${result.problems.map(one => one.message.en).join()}`)
  return result.config
}

const TIMEZONES: Readonly<Record<Edition, string>> = { KR: 'Asia/Seoul', JP: 'Asia/Tokyo' }

function build(entry: FileEntry, file: string, environment: Environment, building: Building): Config {
  const { edition } = entry
  // Relative paths count from the file, so that they mean the same wherever the gateway is started.
  const pathOf: PathOf = path => resolve(dirname(file), path)
  // systemd gives the folder of `StateDirectory=`; several are separated by colons.
  const stateFolder = environment['STATE_DIRECTORY']?.split(':')[0]
  const dataFolder = pathOf(entry.dataFolder ?? (stateFolder === '' ? undefined : stateFolder) ?? 'data')
  const timezone = entry.timezone ?? TIMEZONES[edition]
  checkGeneral(timezone, entry.mqtt.base, building.report)
  const house = buildHouse(entry, building)
  const language = entry.language ?? editionLanguage(edition)
  return {
    file,
    edition,
    language,
    homeName: entry.name ?? DEFAULT_HOME_NAMES[language],
    timezone,
    dataFolder,
    webhook: buildWebhook(entry, pathOf, building),
    tunnel: buildTunnel(entry, pathOf, building),
    linking: buildLinking(entry, building),
    users: buildUsers(entry, house, building),
    mqtt: buildMqtt(entry, house, pathOf, building),
    log: entry.log,
    memory: buildMemory(entry, building.report),
    storage: { flushEveryMs: entry.storage.flush, dailyBudgetBytes: entry.storage.budget * MEGABYTE },
    control: { socket: socketOf(entry.control.socket, dataFolder, pathOf) },
    announcements: buildAnnouncements(entry, building.report),
    presence: { sweepEveryMs: entry.presence.sweep, misses: entry.presence.misses },
    ...house,
  }
}

function buildMemory({ memory: { warnMiB, restartMiB } }: FileEntry, report: Report): Config['memory'] {
  if (warnMiB >= restartMiB) report.problem('wantBelow', ['memory', 'warnMiB'], { other: 'memory.restartMiB' })
  return { warnBytes: warnMiB * MIB, restartBytes: restartMiB * MIB }
}

const socketOf = (socket: string | undefined, dataFolder: string, pathOf: PathOf): string | undefined => {
  if (socket === 'none') return undefined
  return socket === undefined ? join(dataFolder, 'control.sock') : pathOf(socket)
}

function checkGeneral(timezone: string, base: string, report: Report): void {
  if (!isBase(base)) report.problem('wantBase', ['mqtt', 'base'])
  try {
    zoneOffset(timezone)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    report.problem('wantTimezone', ['timezone'])
  }
}
