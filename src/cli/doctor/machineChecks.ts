/** The machine: Node, the native module, the clock, the disk. */
import { existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { BUILT_AT } from '../../compose/version.ts'
import { MIB } from '../../kernel/size.ts'
import { text } from '../../kernel/text.ts'
import { formatTimestamp, zoneOffset } from '../../kernel/time.ts'
import { firstLine, isOldNode } from '../runtime.ts'
import { check } from './check.ts'

/** A flush and a checkpoint need some MiB; a backup leaves at least 16 free and copies the database. */
const FULL_BYTES = 64 * MIB

/** A week of nightly backups of a large house (15 MB each) and a release with its predecessor. */
const LOW_BYTES = 256 * MIB

const node = check({
  id: 'node',
  title: text('Node', 'Node', 'Node'),
  needs: [],
  sayings: {
    good: {
      level: 'ok',
      what: text('{node} (ABI {abi}, {arch})', '{node}（ABI {abi}、{arch}）', '{node} (ABI {abi}, {arch})'),
    },
    old: {
      level: 'failure',
      what: text('{node} 은(는) 너무 오래되었습니다', '{node} は古すぎます', '{node} is too old'),
      next: text(
        'Node 20.19 이상을 설치하세요: sudo apt-get install nodejs (Debian 13 이상)',
        'Node 20.19 以上をインストールしてください: sudo apt-get install nodejs（Debian 13 以降）',
        'Install Node 20.19 or newer: sudo apt-get install nodejs (Debian 13 or newer)',
      ),
    },
  },
  look({ node }) {
    const values = { node, abi: process.versions.modules, arch: `${process.platform}-${process.arch}` }
    return { code: isOldNode(node) ? 'old' : 'good', values }
  },
})

const native = check({
  id: 'native',
  title: text('네이티브 모듈', 'ネイティブモジュール', 'Native module'),
  needs: [],
  sayings: {
    good: { level: 'ok', what: text('SQLite {version}', 'SQLite {version}', 'SQLite {version}') },
    broken: {
      level: 'failure',
      what: text('불러올 수 없음: {reason}', '読み込めない: {reason}', 'cannot be loaded: {reason}'),
      next: text(
        '이 Node에 맞는 배포판을 다시 설치하세요. 소스에서라면: npm rebuild better-sqlite3 --ignore-scripts=false',
        'この Node に合う配布物を再インストールしてください。ソースからなら: npm rebuild better-sqlite3 --ignore-scripts=false',
        'Install a release for this Node again; in a checkout: npm rebuild better-sqlite3 --ignore-scripts=false',
      ),
    },
  },
  look() {
    try {
      const database = new Sqlite(':memory:')
      const version = String(database.prepare('SELECT sqlite_version()').pluck().get())
      database.close()
      return { code: 'good', values: { version } }
    } catch (error) {
      return { code: 'broken', values: { reason: firstLine(error instanceof Error ? error.message : String(error)) } }
    }
  },
})

const clock = check({
  id: 'clock',
  title: text('시계', '時計', 'Clock'),
  needs: [],
  sayings: {
    good: { level: 'ok', what: text('{now}', '{now}', '{now}') },
    unset: {
      level: 'failure',
      what: text(
        '{now}: 이 프로그램이 만들어지기 전입니다',
        '{now}: このプログラムより前の時刻です',
        '{now}: before this program was made',
      ),
      next: text(
        '시계를 맞추세요: sudo timedatectl set-ntp true. 기기는 움직이지만 토큰과 인증서는 시각이 필요합니다.',
        '時計を合わせてください: sudo timedatectl set-ntp true。家電は動きますが、トークンと証明書には時刻が必要です。',
        'Set the clock: sudo timedatectl set-ntp true. Appliances work, but tokens and certificates need the time.',
      ),
    },
    unsure: {
      level: 'warning',
      what: text(
        '{now}: 시간 서버와 아직 맞추지 않음',
        '{now}: 時刻サーバーとまだ同期していない',
        '{now}: not yet synchronised',
      ),
      next: text(
        '인터넷에 연결되면 저절로 맞습니다. 계속되면: timedatectl timesync-status',
        'インターネットにつながれば自動で合います。続くなら: timedatectl timesync-status',
        'It sets itself once there is internet. If it stays so: timedatectl timesync-status',
      ),
    },
  },
  look({ clock, config }) {
    const now = clock.wall()
    const values = { now: formatTimestamp(now, zoneOffset(config?.timezone ?? 'UTC')(now)) }
    if (now < BUILT_AT) return { code: 'unset', values }
    return { code: clock.wallTrusted() ? 'good' : 'unsure', values }
  },
})

const NEXT_FREE = text(
  '지울 것을 찾으세요: sudo du -xh / | sort -h | tail, sudo apt-get clean, sudo journalctl --vacuum-size=50M',
  '不要なものを探してください: sudo du -xh / | sort -h | tail、sudo apt-get clean、sudo journalctl --vacuum-size=50M',
  'Make room: sudo du -xh / | sort -h | tail, sudo apt-get clean, sudo journalctl --vacuum-size=50M',
)

const disk = check({
  id: 'disk',
  title: text('디스크', 'ディスク', 'Disk'),
  needs: ['config'],
  sayings: {
    good: { level: 'ok', what: text('{free} MiB 남음', '空き {free} MiB', '{free} MiB free') },
    low: {
      level: 'warning',
      what: text('{free} MiB만 남음', '空きが {free} MiB しかない', 'only {free} MiB free'),
      next: NEXT_FREE,
    },
    full: {
      level: 'failure',
      what: text(
        '{free} MiB만 남음: 곧 기록할 수 없게 됩니다',
        '空きが {free} MiB: まもなく書き込めなくなります',
        'only {free} MiB free: soon nothing can be written',
      ),
      next: NEXT_FREE,
    },
  },
  look({ config }) {
    let folder = config?.dataFolder ?? '/'
    while (!existsSync(folder)) folder = dirname(folder)
    const { bavail, bsize } = statfsSync(folder)
    const free = bavail * bsize
    const values = { free: Math.floor(free / MIB) }
    if (free < FULL_BYTES) return { code: 'full', values }
    return { code: free < LOW_BYTES ? 'low' : 'good', values }
  },
})

export const MACHINE_CHECKS = [node, native, clock, disk]
