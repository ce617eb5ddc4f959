/** The home: logins, what each appliance said last, and what could not be taken in. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../adapters/sqlite/telemetryStore.ts'
import { DATABASE_FILE, FIRST_LOGIN_FILE } from '../../compose/databaseFile.ts'
import { openLinkDesk } from '../../compose/openLinkDesk.ts'
import { type Json, member, pointer } from '../../kernel/json.ts'
import { text } from '../../kernel/text.ts'
import { formatTimestamp, zoneOffset } from '../../kernel/time.ts'
import { StoreError } from '../../ports/stores.ts'
import { SILENT_LOG } from '../quietLogs.ts'
import { check, type Verdict } from './check.ts'
import type { Patient } from './patient.ts'

/** Lines on single appliances or announcements; a house with more of them in trouble has one cause. */
const MAX_LINES = 30

const databaseOf = ({ config }: Patient): string => join(config?.dataFolder ?? '', DATABASE_FILE)

const credentials = check({
  id: 'credentials',
  title: text('로그인', 'ログイン', 'Logins'),
  needs: ['config'],
  sayings: {
    good: {
      level: 'ok',
      what: text(
        '브로커 {accounts}개, 사용자 {users}명, 연결 {links}개',
        'ブローカー {accounts} 件、ユーザー {users} 人、連携 {links} 件',
        'broker {accounts}, users {users}, links {links}',
      ),
    },
    anonymous: {
      level: 'warning',
      what: text(
        '브로커에 로그인 없이 들어올 수 있음 ({where})',
        'ブローカーにログインなしで入れる（{where}）',
        'the broker lets anybody in ({where})',
      ),
      next: text(
        'mqtt.accounts 에 계정을 만들고 mqtt.anonymous 를 지우세요.',
        'mqtt.accounts にアカウントを作り、mqtt.anonymous を消してください。',
        'Add mqtt.accounts and take mqtt.anonymous out.',
      ),
    },
    nobody: {
      level: 'failure',
      what: text(
        '로그인할 사용자가 없어 계정을 연결할 수 없음',
        'ログインできるユーザーがおらず、連携できない',
        'there is no user, so nobody can link an account',
      ),
      next: text('clova2mqtt user add 이름', 'clova2mqtt user add 名前', 'clova2mqtt user add NAME'),
    },
    written: {
      level: 'warning',
      what: text(
        '첫 비밀번호가 아직 파일에 있음: {file}',
        '最初のパスワードがまだファイルにある: {file}',
        'the first password still stands in {file}',
      ),
      next: text(
        '적어 둔 뒤 지우세요: sudo rm {file}',
        '控えてから削除してください: sudo rm {file}',
        'Note it down, then: sudo rm {file}',
      ),
    },
  },
  look(patient) {
    const { config } = patient
    const found: Verdict<'anonymous' | 'nobody' | 'written' | 'good'>[] = []
    const mqtt = config?.mqtt
    if (mqtt?.kind === 'embedded' && mqtt.anonymous && !isLoopback(mqtt.host)) {
      found.push({ code: 'anonymous', values: { where: `${mqtt.host}:${mqtt.port}` } })
    }
    const people = peopleOf(patient)
    if (people?.users === 0 && config?.linking.enabled === true) found.push({ code: 'nobody' })
    const file = join(config?.dataFolder ?? '', FIRST_LOGIN_FILE)
    if (existsSync(file)) found.push({ code: 'written', values: { file } })
    if (found.length > 0) return found
    const accounts = mqtt?.kind === 'embedded' ? mqtt.accounts.length : 0
    return { code: 'good', values: { accounts, users: people?.users ?? 0, links: people?.links ?? 0 } }
  },
})

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')

/** Undefined without a database that can be read, which has a row of its own. */
export function peopleOf(patient: Patient): { users: number; links: number } | undefined {
  const { config, clock } = patient
  if (config === undefined || !existsSync(databaseOf(patient))) return undefined
  try {
    const handle = openLinkDesk(config, { clock, log: SILENT_LOG })
    try {
      const links = handle.desk.links().filter(({ revokedAt }) => revokedAt === undefined).length
      return { users: handle.desk.users().length, links }
    } finally {
      handle.close()
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return undefined
  }
}

const SHOW = text(
  'clova2mqtt appliances show {id}',
  'clova2mqtt appliances show {id}',
  'clova2mqtt appliances show {id}',
)

type Word = 'good' | 'none' | 'offline' | 'unknown' | 'twice' | 'more' | 'stored' | 'unheard'

const appliances = check<Word>({
  id: 'appliances',
  title: text('기기', '家電', 'Appliances'),
  needs: ['config'],
  sayings: {
    good: {
      level: 'ok',
      what: text('{name} 온라인: {evidence}', '{name} オンライン: {evidence}', '{name} is online: {evidence}'),
    },
    none: {
      level: 'warning',
      what: text('기기가 없음', '家電がない', 'there are none'),
      next: text(
        '설정의 appliances 에 적거나 (config/appliances.example.yaml) 스스로 알리게 하세요 (docs/design.md).',
        '設定の appliances に書くか（config/appliances.example.yaml）、自分で知らせるようにしてください（docs/design.md）。',
        'Write them under appliances (config/appliances.example.yaml), or let them announce themselves (docs/design.md).',
      ),
    },
    offline: {
      level: 'warning',
      what: text('{name} 오프라인: {evidence}', '{name} オフライン: {evidence}', '{name} is offline: {evidence}'),
      next: SHOW,
    },
    unknown: {
      level: 'warning',
      what: text('{name} 모름: {evidence}', '{name} 不明: {evidence}', '{name} is unknown: {evidence}'),
      next: SHOW,
    },
    twice: {
      level: 'failure',
      what: text(
        '{name}: 같은 ID의 클라이언트가 둘',
        '{name}: 同じ ID のクライアントが 2 つ',
        '{name}: two clients with one id',
      ),
      next: SHOW,
    },
    more: { level: 'skipped', what: text('그 밖에 {count}대', 'ほか {count} 台', 'and {count} more') },
    stored: {
      level: 'skipped',
      what: text('{id} 마지막 소식 {at}', '{id} 最後の報告 {at}', '{id} was last heard {at}'),
    },
    unheard: {
      level: 'skipped',
      what: text(
        '실행 중이 아니고, 남은 소식도 없음',
        '稼働しておらず、記録もない',
        'the gateway does not run, and nothing is stored',
      ),
    },
  },
  look(patient) {
    const { gateway, language } = patient
    if (!gateway.runs) return storedWords(patient)
    if (gateway.appliances.length === 0) return { code: 'none' }
    const isOnline = (one: Json): boolean => member(one, 'presence') === 'online' && !isTwice(one)
    const troubled = gateway.appliances.filter(one => !isOnline(one))
    const all = [...troubled, ...gateway.appliances.filter(isOnline)]
    const lines = all.slice(0, MAX_LINES).map(one => ({
      code: isOnline(one) ? ('good' as const) : troubleOf(one),
      values: {
        id: String(member(one, 'id')),
        name: String(member(one, 'name')),
        evidence: String(pointer(one, `/evidence/${language}`) ?? ''),
      },
    }))
    const rest = all.length - lines.length
    return rest === 0 ? lines : [...lines, { code: 'more', values: { count: rest } }]
  },
})

const troubleOf = (one: Json): 'twice' | 'offline' | 'unknown' =>
  isTwice(one) ? 'twice' : member(one, 'presence') === 'offline' ? 'offline' : 'unknown'

const isTwice = (one: Json): boolean => {
  const faults = member(one, 'faults')
  return Array.isArray(faults) && faults.includes('duplicate-client')
}

function storedWords(patient: Patient): readonly Verdict<'stored' | 'unheard' | 'more'>[] {
  const { config } = patient
  const file = databaseOf(patient)
  if (config === undefined || !existsSync(file)) return [{ code: 'unheard' }]
  try {
    const database = openDatabase({ file, log: SILENT_LOG, role: 'tool' })
    try {
      const zone = zoneOffset(config.timezone)
      const { lastSeen } = openTelemetryStore(database).load()
      const lines = lastSeen.slice(0, MAX_LINES).map(({ applianceId: id, at: { wall } }) => ({
        code: 'stored' as const,
        values: { id, at: formatTimestamp(wall, zone(wall)) },
      }))
      if (lines.length === 0) return [{ code: 'unheard' }]
      const count = lastSeen.length - lines.length
      return count === 0 ? lines : [...lines, { code: 'more', values: { count } }]
    } finally {
      database.close()
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return [{ code: 'unheard' }]
  }
}

const announcements = check({
  id: 'announcements',
  title: text('기기의 알림', '家電の通知', 'Announcements'),
  needs: ['gateway'],
  sayings: {
    good: { level: 'ok', what: text('거절된 것 없음', '拒否されたものはない', 'none refused') },
    refused: {
      level: 'warning',
      what: text('{id} 거절됨: {reason}', '{id} を拒否: {reason}', '{id} refused: {reason}'),
      next: text(
        '기기의 펌웨어에서 {base}/{id}/config 의 내용을 고치세요 (docs/design.md).',
        '家電のファームウェアで {base}/{id}/config の内容を直してください（docs/design.md）。',
        "Mend what the appliance's firmware publishes at {base}/{id}/config (docs/design.md).",
      ),
    },
    document: {
      level: 'warning',
      what: text('{reason}', '{reason}', '{reason}'),
      next: text(
        '그것을 알린 프로그램이나 펌웨어를 고치거나 새로 설치하세요. 모두 보기: clova2mqtt announcements',
        'それを通知したプログラムやファームウェアを直すか更新してください。すべて見る: clova2mqtt announcements',
        'Mend or update the program or firmware that announces it. See them all: clova2mqtt announcements',
      ),
    },
  },
  look({ gateway, config, language }) {
    if (!gateway.runs) return []
    const refused = pointer(gateway.status, '/announcementsRefused')
    const native = (Array.isArray(refused) ? (refused as readonly Json[]) : []).map(one => ({
      code: 'refused' as const,
      values: {
        id: String(member(one, 'appliance')),
        reason: String(pointer(one, `/text/${language}`) ?? ''),
        base: config?.mqtt.base ?? 'clova2mqtt',
      },
    }))
    const documents = gateway.refusedDocuments.map(one => ({
      code: 'document' as const,
      values: { reason: String(pointer(one, `/text/${language}`) ?? '') },
    }))
    const all = [...native, ...documents]
    return all.length === 0 ? { code: 'good' } : all.slice(0, MAX_LINES)
  },
})

export const HOME_CHECKS = [credentials, appliances, announcements]
