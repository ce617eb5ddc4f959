/** The commands: what each is for, what it takes, and the file that does it, loaded only when it is asked for. */
import { text } from '../kernel/text.ts'
import { type CommandSpec, config, json, type OptionSpec } from './commandSpec.ts'
import { LINK, USER } from './linkSpecs.ts'
import { DOCTOR, dryRun, ROLLBACK, SELFTEST, UPGRADE } from './operationSpecs.ts'

const socket: OptionSpec = {
  value: 'FILE',
  text: text(
    '게이트웨이의 제어 소켓 (설정이 잘못되어 있어도 동작)',
    'ゲートウェイの制御ソケット（設定が壊れていても使える）',
    "the gateway's control socket (works beside a broken configuration)",
  ),
}

const edition: OptionSpec = {
  value: 'KR|JP',
  text: text('에디션 (기본: 설정의 값)', 'エディション（既定: 設定の値）', "edition (default: the configuration's)"),
}

/** Options of every command. */
export const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  lang: { value: 'ko|ja|en', text: text('출력 언어', '出力の言語', 'language of the output') },
  debug: { text: text('오류의 자세한 경로 표시', 'エラーの詳細を表示', 'show where an error came from') },
  help: { text: text('이 도움말', 'このヘルプ', 'this help') },
  version: { text: text('버전', 'バージョン', 'version') },
}

export const COMMANDS: Readonly<Record<string, CommandSpec>> = {
  start: {
    summary: text('게이트웨이 실행', 'ゲートウェイを起動', 'run the gateway'),
    usage: ['start [--config FILE]'],
    options: { config },
    maxPositionals: 0,
    load: () => import('./start.ts'),
  },
  demo: {
    summary: text(
      '모든 것을 한 번에: 가상 아파트와 실제 지시',
      'すべてを一度に: 仮想の住まいと本物のディレクティブ',
      'everything at once: a simulated flat and real directives',
    ),
    usage: ['demo [--once] [--edition KR|JP]'],
    options: {
      once: {
        text: text(
          '표를 보여 주고 끝냄 (종료 코드 0: 모두 예상대로)',
          '表を示して終了（終了コード 0: すべて期待どおり）',
          'end after the table (exit status 0: all as expected)',
        ),
      },
      edition: { value: 'KR|JP', text: text('에디션 (기본: KR)', 'エディション（既定: KR）', 'edition (default: KR)') },
    },
    maxPositionals: 0,
    load: () => import('./demo.ts'),
  },
  check: {
    summary: text('설정 검사', '設定を検査', 'check a configuration'),
    usage: ['check [FILE] [--json]'],
    options: { config, json },
    maxPositionals: 1,
    load: () => import('./check.ts'),
  },
  status: {
    summary: text('실행 중인 게이트웨이의 상태', '稼働中のゲートウェイの状態', 'how the running gateway is'),
    usage: ['status [--json]'],
    options: { config, socket, json },
    maxPositionals: 0,
    load: () => import('./status.ts'),
  },
  appliances: {
    summary: text('기기의 상태와 그 근거', '家電の状態とその根拠', 'appliances, their presence and its evidence'),
    usage: [
      'appliances [list] [--json]',
      'appliances show ID [--json]',
      'appliances explain ID [--json]',
      'appliances approve|hide|show-again|forget ID [--json]',
      'appliances set ID KEY=VALUE… [--json]',
    ],
    options: { config, socket, json },
    maxPositionals: 10,
    load: () => import('./appliances.ts'),
  },
  announcements: {
    summary: text(
      '스스로 알리는 기기',
      '自らアナウンスする家電',
      'appliances that announce themselves, and what was left out',
    ),
    usage: [
      'announcements [list] [--json]',
      'announcements export [FILE] [--json]',
      'announcements import FILE [--dry-run] [--json]',
    ],
    options: { config, socket, json, 'dry-run': dryRun },
    maxPositionals: 2,
    load: () => import('./announcements.ts'),
  },
  reload: {
    summary: text('설정을 다시 읽음', '設定を読み直す', 'read the configuration again'),
    usage: ['reload'],
    options: { config, socket },
    maxPositionals: 0,
    load: () => import('./reload.ts'),
  },
  'log-level': {
    summary: text('로그 수준 보기/변경', 'ログレベルの表示・変更', 'show or change the log level'),
    usage: ['log-level [debug|info|warn|error|silent]'],
    options: { config, socket },
    maxPositionals: 1,
    load: () => import('./logLevel.ts'),
  },
  token: {
    summary: text('접근 토큰', 'アクセストークン', 'access tokens'),
    usage: [
      'token create --label TEXT [--ttl 30m|1h|30d|never] [--json]',
      'token list [--json]',
      'token revoke ID [--json]',
    ],
    options: {
      config,
      json,
      label: { value: 'TEXT', text: text('토큰의 용도', 'トークンの用途', 'what the token is for') },
      ttl: {
        value: 'TIME',
        text: text('유효 기간 (기본: 30d)', '有効期間（既定: 30d）', 'how long it lives (default: 30d)'),
      },
    },
    maxPositionals: 2,
    load: () => import('./token.ts'),
  },
  user: USER,
  link: LINK,
  cek: {
    summary: text(
      'CLOVA 흉내: 서명한 지시를 보내고 답을 검사',
      'CLOVA の代役: 署名したディレクティブを送り、答えを検査',
      'a CEK for the desk: send a signed directive, check the answer',
    ),
    usage: [
      'cek ACTION [APPLIANCE] [VALUE] [--with KEY=VALUE]…',
      'cek --raw JSON',
      'cek --list [--edition KR|JP] [--json]',
      'cek --keygen [--key FILE]',
    ],
    options: {
      config,
      edition,
      json,
      url: {
        value: 'URL',
        text: text(
          '웹훅 주소 (기본: 설정의 값)',
          'Webhook の URL（既定: 設定の値）',
          "webhook (default: the configuration's)",
        ),
      },
      key: {
        value: 'FILE',
        text: text(
          '개발용 개인 키 (기본: ./cek-dev-key.pem)',
          '開発用の秘密鍵（既定: ./cek-dev-key.pem）',
          'private development key (default: ./cek-dev-key.pem)',
        ),
      },
      token: {
        value: 'TOKEN',
        text: text(
          '접근 토큰. 파일이나 $CLOVA2MQTT_TOKEN 이 더 안전함',
          'アクセストークン。ファイルか $CLOVA2MQTT_TOKEN のほうが安全',
          'access token; a file or $CLOVA2MQTT_TOKEN keeps it out of the process list',
        ),
      },
      'token-file': { value: 'FILE', text: text('토큰이 든 파일', 'トークンのファイル', 'file with the token') },
      with: {
        value: 'KEY=VALUE',
        multiple: true,
        text: text(
          '추가 값 (예: endpoint=fridge)',
          '追加の値（例: endpoint=fridge）',
          'a further operand, such as endpoint=fridge',
        ),
      },
      raw: { value: 'JSON', text: text('이 내용을 그대로 보냄', 'この内容をそのまま送る', 'send exactly this') },
      'repeat-message': {
        text: text('같은 요청을 두 번 보냄', '同じリクエストを二度送る', 'send the very same request twice'),
      },
      list: { text: text('에디션의 모든 동작', 'エディションの全操作', 'all actions of the edition') },
      keygen: { text: text('개발용 키 쌍 만들기', '開発用の鍵を作る', 'make a development key pair') },
    },
    maxPositionals: 3,
    load: () => import('./cek.ts'),
  },
  simulate: {
    summary: text('설정의 기기를 흉내 냄', '設定の家電を演じる', 'play the appliances of a configuration'),
    usage: ['simulate [FILE] [--url mqtt://…] [--fault APPLIANCE=FAULT]…'],
    options: {
      config,
      url: {
        value: 'URL',
        text: text('브로커 (기본: 설정의 값)', 'ブローカー（既定: 設定の値）', "broker (default: the configuration's)"),
      },
      fault: {
        value: 'ID=FAULT',
        multiple: true,
        text: text('처음부터 고장난 기기', '最初から故障している家電', 'an appliance that fails from the start'),
      },
      attached: {
        text: text(
          '표준 입력이 끝나면 종료',
          '標準入力が終わったら終了',
          'end when standard input ends (for programs that start it)',
        ),
      },
    },
    maxPositionals: 1,
    load: () => import('./simulate.ts'),
  },
  backup: {
    summary: text('데이터베이스 백업', 'データベースのバックアップ', 'back the database up, also while it is in use'),
    usage: ['backup [--to FILE] [--json]', 'backup list [--json]'],
    options: {
      config,
      json,
      to: { value: 'FILE', text: text('백업할 파일', 'バックアップ先', 'into this file, not among the nightly ones') },
    },
    maxPositionals: 1,
    load: () => import('./backup.ts'),
  },
  restore: {
    summary: text('백업을 되돌림', 'バックアップを復元', 'put a backup back, with the gateway stopped'),
    usage: ['restore latest', 'restore FILE'],
    options: { config },
    maxPositionals: 1,
    load: () => import('./restore.ts'),
  },
  doctor: DOCTOR,
  selftest: SELFTEST,
  upgrade: UPGRADE,
  rollback: ROLLBACK,
}
