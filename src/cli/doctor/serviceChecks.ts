/** The configuration, whether the gateway runs, and whether its ports are its own. */
import { createServer } from 'node:net'
import { formatProblem } from '../../config/problem.ts'
import { pointer } from '../../kernel/json.ts'
import { text } from '../../kernel/text.ts'
import { check } from './check.ts'
import { statusNumber, statusText } from './patient.ts'

const RUN_AS_ROOT = text(
  'sudo clova2mqtt doctor 로 실행하세요.',
  'sudo clova2mqtt doctor で実行してください。',
  'Run it as: sudo clova2mqtt doctor',
)

const configuration = check({
  id: 'configuration',
  title: text('설정', '設定', 'Configuration'),
  needs: [],
  sayings: {
    good: { level: 'ok', what: text('{file}', '{file}', '{file}') },
    none: {
      level: 'failure',
      what: text('설정 파일이 없습니다', '設定ファイルがありません', 'there is no configuration file'),
      next: text(
        '--config 파일로 알려 주거나 /etc/clova2mqtt/clova2mqtt.yaml 에 두세요. 보기: config/clova2mqtt.example.yaml',
        '--config ファイルで指定するか、/etc/clova2mqtt/clova2mqtt.yaml に置いてください。例: config/clova2mqtt.example.yaml',
        'Name it with --config FILE, or put it at /etc/clova2mqtt/clova2mqtt.yaml; config/clova2mqtt.example.yaml is one to start from.',
      ),
    },
    closed: {
      level: 'failure',
      what: text(
        '{folder} 은(는) 이 사용자에게 닫혀 있음',
        '{folder} はこのユーザーには読めない',
        '{folder} is closed to this user',
      ),
      next: RUN_AS_ROOT,
    },
    wrong: {
      level: 'failure',
      what: text('문제 {count}개: {first}', '問題 {count} 件: {first}', '{count} problem(s): {first}'),
      next: text('고친 뒤: clova2mqtt check', '直したら: clova2mqtt check', 'Mend it, then: clova2mqtt check'),
    },
    doubtful: {
      level: 'warning',
      what: text('{first}', '{first}', '{first}'),
      next: text('모두 보기: clova2mqtt check', 'すべて見る: clova2mqtt check', 'See them all: clova2mqtt check'),
    },
  },
  look({ configFile, closedFolder: folder, loaded, language }) {
    if (configFile === undefined || loaded === undefined) {
      return folder === undefined ? { code: 'none' } : { code: 'closed', values: { folder } }
    }
    if (!loaded.ok) {
      const [first] = loaded.problems.map(problem => formatProblem(problem, language))
      return { code: 'wrong', values: { count: loaded.problems.length, first: first ?? '' } }
    }
    const [first] = loaded.warnings
    return first === undefined
      ? { code: 'good', values: { file: configFile } }
      : { code: 'doubtful', values: { first } }
  },
})

const service = check({
  id: 'service',
  title: text('게이트웨이', 'ゲートウェイ', 'Gateway'),
  needs: ['config'],
  sayings: {
    good: {
      level: 'ok',
      what: text(
        '{version}, {minutes}분째 실행 중',
        '{version}、稼働 {minutes} 分',
        '{version}, running for {minutes} min',
      ),
    },
    hidden: {
      level: 'warning',
      what: text(
        '실행 중인지 알 수 없음 ({reason})',
        '稼働中かどうか不明（{reason}）',
        'cannot tell whether it runs ({reason})',
      ),
      next: text(
        '설정의 control.socket 을 지우세요.',
        '設定の control.socket を消してください。',
        'Take control.socket out of the configuration.',
      ),
    },
    forbidden: {
      level: 'failure',
      what: text('{reason}', '{reason}', '{reason}'),
      next: RUN_AS_ROOT,
    },
    stopped: {
      level: 'failure',
      what: text('실행 중이 아님', '稼働していない', 'does not run'),
      next: text(
        'sudo systemctl start clova2mqtt, 그래도 안 되면 journalctl -u clova2mqtt -e',
        'sudo systemctl start clova2mqtt、だめなら journalctl -u clova2mqtt -e',
        'sudo systemctl start clova2mqtt; if it does not stay: journalctl -u clova2mqtt -e',
      ),
    },
  },
  look(patient) {
    const { gateway, config } = patient
    if (gateway.runs) {
      const minutes = Math.floor((statusNumber(patient, '/uptimeMs') ?? 0) / 60_000)
      return { code: 'good', values: { version: statusText(patient, '/version') ?? '?', minutes } }
    }
    const values = { reason: gateway.reason }
    if (config?.control.socket === undefined) return { code: 'hidden', values }
    return { code: gateway.forbidden ? 'forbidden' : 'stopped', values }
  },
})

const TAKEN_NEXT = text(
  '누가 쓰는지 보고 (sudo ss -ltnp) 그것을 멈추거나 설정의 포트를 바꾸세요.',
  '使っているものを確かめ（sudo ss -ltnp）、それを止めるか設定のポートを変えてください。',
  'See who has it (sudo ss -ltnp), and stop that or choose another port in the configuration.',
)

const webhook = check({
  id: 'webhook',
  title: text('웹훅 포트', 'Webhook のポート', 'Webhook port'),
  needs: ['config'],
  sayings: {
    good: { level: 'ok', what: text('{where}', '{where}', '{where}') },
    free: { level: 'skipped', what: text('{where} 비어 있음', '{where} は空いている', '{where} is free') },
    taken: {
      level: 'failure',
      what: text(
        '{where} 을(를) 다른 프로그램이 씀',
        '{where} は別のプログラムが使用中',
        '{where} is taken by another program',
      ),
      next: TAKEN_NEXT,
    },
  },
  async look({ config, gateway }) {
    if (gateway.runs) return { code: 'good', values: { where: String(pointer(gateway.status, '/webhook/url')) } }
    const { host = '127.0.0.1', port = 0 } = config?.webhook ?? {}
    return { code: (await isFree(host, port)) ? 'free' : 'taken', values: { where: `${host}:${port}` } }
  },
})

const broker = check({
  id: 'broker',
  title: text('브로커', 'ブローカー', 'Broker'),
  needs: ['config'],
  sayings: {
    good: {
      level: 'ok',
      what: text('{where}, 접속 {clients}대', '{where}、接続 {clients} 台', '{where}, {clients} client(s)'),
    },
    outside: { level: 'ok', what: text('{where} 에 연결됨', '{where} に接続済み', 'connected to {where}') },
    lost: {
      level: 'failure',
      what: text('{where} 에 연결되지 않음', '{where} に接続していない', 'not connected to {where}'),
      next: text(
        '브로커가 실행 중인지, mqtt.url 과 로그인이 맞는지 보세요.',
        'ブローカーが動いているか、mqtt.url とログインが正しいかを確認してください。',
        'See that the broker runs, and that mqtt.url and the login are right.',
      ),
    },
    free: { level: 'skipped', what: text('{where} 비어 있음', '{where} は空いている', '{where} is free') },
    taken: {
      level: 'failure',
      what: text(
        '{where} 을(를) 다른 프로그램이 씀',
        '{where} は別のプログラムが使用中',
        '{where} is taken by another program',
      ),
      next: text(
        'Mosquitto가 이미 있으면 그것을 쓰세요: mqtt: { url: mqtt://127.0.0.1:1883 }. 아니면 sudo ss -ltnp 로 찾아 멈추세요.',
        'Mosquitto があるならそれを使ってください: mqtt: { url: mqtt://127.0.0.1:1883 }。なければ sudo ss -ltnp で探して止めてください。',
        'If it is Mosquitto, use it: mqtt: { url: mqtt://127.0.0.1:1883 }. Else find it with sudo ss -ltnp and stop it.',
      ),
    },
    unknown: {
      level: 'skipped',
      what: text(
        '{where}: 실행 중이 아니면 알 수 없음',
        '{where}: 稼働中でないとわからない',
        '{where}: can be told only while the gateway runs',
      ),
    },
  },
  async look(patient) {
    const { config, gateway } = patient
    const mqtt = config?.mqtt
    const where = mqtt?.kind === 'outside' ? mqtt.url : `${mqtt?.host}:${mqtt?.port}`
    if (gateway.runs) {
      if (pointer(gateway.status, '/broker/connected') !== true) return { code: 'lost', values: { where } }
      const clients = statusNumber(patient, '/broker/clients')
      return clients === undefined
        ? { code: 'outside', values: { where } }
        : { code: 'good', values: { where, clients } }
    }
    if (mqtt?.kind !== 'embedded') return { code: 'unknown', values: { where } }
    return { code: (await isFree(mqtt.host, mqtt.port)) ? 'free' : 'taken', values: { where } }
  },
})

/** Whether somebody could listen there now. */
function isFree(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}

export const SERVICE_CHECKS = [configuration, service, webhook, broker]
