/** The end of the way in: a test directive through the public address, and what is left to do in the developer console. */
import { parseJson } from '../../kernel/json.ts'
import { text } from '../../kernel/text.ts'
import { saidIn } from '../../kernel/told.ts'
import { targetOf } from '../linkCheck.ts'
import { consoleName } from '../linkFields.ts'
import { type Answer, ask, ProbeError } from '../linkProbe.ts'
import { check } from './check.ts'
import { ANSWERED, CANNOT_SEND } from './cloudChecks.ts'
import { peopleOf } from './homeChecks.ts'
import { statusNumber } from './patient.ts'
import { type CameBack, signatureOf, tryDirective } from './testDirective.ts'

/** Discovery of 1,000 appliances is 0.6 MB. */
const ANSWER_LIMITS = { maxBytes: 4 * 1024 * 1024, maxDepth: 32 }

const around = check({
  id: 'outside.directive',
  title: text(
    '공개 주소로 시험 지시',
    '公開アドレスへの試験ディレクティブ',
    'test directive through the public address',
  ),
  needs: ['config'],
  sayings: {
    good: { level: 'ok', what: ANSWERED },
    notRunning: {
      level: 'skipped',
      what: text('실행 중이어야 알 수 있음', '稼働中でないとわからない', 'can be told only while the gateway runs'),
    },
    changed: {
      level: 'failure',
      what: text(
        '웹훅이 {status} 로 거절함: 도중에 본문이나 SignatureCEK 헤더가 바뀌었거나, 다른 clova2mqtt입니다',
        'Webhook が {status} で拒否: 途中で本文か SignatureCEK ヘッダーが変わったか、別の clova2mqtt です',
        'the webhook refused it with {status}: the body or the SignatureCEK header was changed on the way, or it is another clova2mqtt',
      ),
      next: text(
        '프록시가 본문을 다시 쓰거나 모르는 헤더를 지우지 않게 하고, 이름이 이 집을 가리키는지 보세요.',
        'プロキシが本文を書き換えたり知らないヘッダーを消したりしないようにし、名前がこの家を指すかを確認してください。',
        'See that the proxy neither rewrites bodies nor drops headers that it does not know, and that the name leads to this home.',
      ),
    },
    wrong: {
      level: 'failure',
      what: text('{reason}', '{reason}', '{reason}'),
      next: text(
        '터널이나 프록시와 게이트웨이의 로그를 보세요: journalctl -u clova2mqtt -e',
        'トンネルまたはプロキシと、ゲートウェイのログを見てください: journalctl -u clova2mqtt -e',
        'Look at the tunnel or proxy, and at the log of the gateway: journalctl -u clova2mqtt -e',
      ),
    },
  },
  async look(patient) {
    const { config, clock, authority, outside, gateway, webhookAnswers } = patient
    // Nothing to try: the step that failed says why.
    if (config === undefined || !webhookAnswers) return []
    if (!gateway.runs) return { code: 'notRunning' }
    const target = targetOf({ config, clock }, authority, outside)
    const carry = async (body: Buffer): Promise<CameBack> => {
      const signature = await signatureOf(body, patient)
      const headers = { 'Content-Type': 'application/json;charset=UTF-8', SignatureCEK: signature }
      const what = { method: 'POST' as const, path: config.webhook.path, headers, body: body.toString() }
      return readBack(await ask(target, what, ANSWER_LIMITS.maxBytes))
    }
    try {
      const { status, faults, count, durationMs } = await tryDirective(config, clock, carry)
      if (status === 401 || status === 403) return { code: 'changed', values: { status } }
      if (faults.length > 0) return { code: 'wrong', values: { reason: `HTTP ${status}: ${faults.join(', ')}` } }
      return { code: 'good', values: { count, ms: durationMs } }
    } catch (error) {
      if (!(error instanceof ProbeError) && !CANNOT_SEND.some(one => error instanceof one)) throw error
      return { code: 'wrong', values: { reason: saidIn(error, patient.language) } }
    }
  },
})

function readBack({ status, body }: Answer): CameBack {
  const parsed = parseJson(Buffer.from(body), ANSWER_LIMITS)
  return { status, body: parsed.ok ? parsed.value : undefined }
}

const ACCOUNTS = { KR: 'NAVER', JP: 'LINE' } as const

const developerConsole = check({
  id: 'console',
  title: text('개발자 콘솔', '開発者コンソール', 'Developer console'),
  needs: ['config'],
  sayings: {
    good: {
      level: 'ok',
      what: text(
        '연결 {links}개, CLOVA가 부르고 있음',
        '連携 {links} 件、CLOVA が呼び出している',
        '{links} link(s), and CLOVA calls',
      ),
    },
    linked: { level: 'ok', what: text('연결 {links}개', '連携 {links} 件', '{links} link(s)') },
    off: {
      level: 'skipped',
      what: text(
        '계정 연결을 쓰지 않음 (linking.enabled: false)',
        'アカウント連携は無効（linking.enabled: false）',
        'account linking is off (linking.enabled: false)',
      ),
    },
    unlinked: {
      level: 'warning',
      what: text('아직 연결된 계정이 없음', 'まだ連携したアカウントがない', 'nobody has linked an account yet'),
      next: text(
        '{console}에서 1) clova2mqtt link show 의 값을 모두 넣어 저장하고 2) 테스터 ID에 자신의 {account} ID를 넣은 뒤, CLOVA 앱에서 3) 그 확장을 켜고 로그인하고 4) 기기를 찾으세요. 앱에 확장이 보이지 않으면 2)가 빠진 것입니다.',
        '{console} で 1) clova2mqtt link show の値をすべて入れて保存し 2) テスター ID に自分の {account} ID を入れ、CLOVA アプリで 3) そのスキルを有効にしてログインし 4) 機器を検索してください。アプリにスキルが出ないなら 2) が抜けています。',
        'In the {console} 1) enter every value of clova2mqtt link show and save, 2) enter your own {account} ID as a tester; in the CLOVA app 3) switch the extension on and log in, 4) look for appliances. An extension that the app does not show lacks 2).',
      ),
    },
    uncalled: {
      level: 'warning',
      what: text(
        '연결 {links}개, 그러나 시작한 뒤로 CLOVA가 부르지 않음',
        '連携 {links} 件、しかし起動後 CLOVA からの呼び出しがない',
        '{links} link(s), but CLOVA has not called since the start',
      ),
      next: text(
        'CLOVA 앱에서 기기를 찾거나 무언가를 말해 보세요. 그래도 없으면 {console}의 서버 URL이 {url} 인지, 테스터 ID가 그 계정인지 보세요.',
        'CLOVA アプリで機器を検索するか、何か話しかけてください。それでもなければ {console} のサーバー URL が {url} か、テスター ID がそのアカウントかを確認してください。',
        'Look for appliances in the CLOVA app, or say something. If nothing comes: is the server URL in the {console} {url}, and the tester ID that account?',
      ),
    },
  },
  look(patient) {
    const { config } = patient
    if (config === undefined) return []
    if (!config.linking.enabled) return { code: 'off' }
    const { edition, webhook } = config
    const links = peopleOf(patient)?.links ?? 0
    const url = `${webhook.publicUrl ?? 'https://...'}${webhook.path}`
    const values = { links, url, console: consoleName(edition), account: ACCOUNTS[edition] }
    if (links === 0) return { code: 'unlinked', values }
    if (!patient.gateway.runs) return { code: 'linked', values }
    const called = statusNumber(patient, '/directives/lastVerifiedAgoMs') !== undefined
    return { code: called ? 'good' : 'uncalled', values }
  },
})

export const CONSOLE_CHECKS = [around, developerConsole]
