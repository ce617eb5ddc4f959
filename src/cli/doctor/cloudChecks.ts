/** What lies between CLOVA and the gateway: the key of its signatures, a directive of our own, and CLOVA's last one. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { KeyError, parsePublicKey } from '../../adapters/cek/publicKey.ts'
import { LocalCallError } from '../../adapters/http/localClient.ts'
import { text } from '../../kernel/text.ts'
import { days } from '../../kernel/time.ts'
import { saidIn } from '../../kernel/told.ts'
import { StoreError } from '../../ports/stores.ts'
import { openDesk } from '../cekDesk.ts'
import { CommandError } from '../invocation.ts'
import { webhookUrl } from '../outsideOf.ts'
import { check } from './check.ts'
import { statusNumber } from './patient.ts'
import { signatureOf, tryDirective } from './testDirective.ts'

/** As compose names the copy of the published key in the data folder. */
const KEY_FILE = 'cek-public-key.pem'

const key = check({
  id: 'key',
  title: text('CLOVA의 서명 키', 'CLOVA の署名鍵', "CLOVA's signature key"),
  needs: ['config'],
  sayings: {
    good: { level: 'ok', what: text('{age}일째 같은 키', '同じ鍵が {age} 日', 'the same for {age} day(s)') },
    none: {
      level: 'failure',
      what: text(
        '아직 받지 못함: 모든 지시를 거절합니다',
        'まだ取得できていない: すべてのディレクティブを拒否する',
        'not fetched yet: every directive is refused',
      ),
      next: text(
        '게이트웨이를 실행한 채 이 컴퓨터가 {url} 에 닿는지 보세요: curl -I {url}',
        'ゲートウェイを動かしたまま、この機器が {url} に届くかを確認してください: curl -I {url}',
        'With the gateway running, see that this machine reaches {url}: curl -I {url}',
      ),
    },
    broken: {
      level: 'failure',
      what: text('{reason}', '{reason}', '{reason}'),
      next: text(
        '파일을 지우고 게이트웨이를 다시 시작하세요: sudo rm {file}',
        'ファイルを削除し、ゲートウェイを再起動してください: sudo rm {file}',
        'Remove the file and restart the gateway: sudo rm {file}',
      ),
    },
    own: {
      level: 'warning',
      what: text(
        '시험용 키: 그 개인 키를 가진 사람은 CLOVA 행세를 할 수 있고, CLOVA 자신은 거절됩니다',
        '試験用の鍵: その秘密鍵を持つ人は CLOVA になりすませ、CLOVA 自身は拒否される',
        'a key of your own: whoever has its private half can speak as CLOVA, and CLOVA itself is refused',
      ),
      next: text(
        '시험이 끝나면 설정의 webhook.key 를 지우세요.',
        '試験が終わったら設定の webhook.key を消してください。',
        'When you are done testing, take webhook.key out of the configuration.',
      ),
    },
  },
  look({ config, clock, language }) {
    if (config?.webhook.key.kind !== 'url') return { code: 'own' }
    const { url } = config.webhook.key
    const file = join(config.dataFolder, KEY_FILE)
    if (!existsSync(file)) return { code: 'none', values: { url } }
    try {
      parsePublicKey(readFileSync(file, 'utf8'), file)
    } catch (error) {
      if (!(error instanceof KeyError)) throw error
      return { code: 'broken', values: { file, reason: saidIn(error, language) } }
    }
    const age = Math.max(0, Math.floor((clock.wall() - statSync(file).mtimeMs) / days(1)))
    return { code: 'good', values: { age } }
  },
})

/** Of every test directive that was answered, whichever way it went. */
export const ANSWERED = text(
  '기기 {count}대로 답함, {ms} ms',
  '家電 {count} 台と回答、{ms} ms',
  'answered with {count} appliance(s) in {ms} ms',
)

const signed = check({
  id: 'signed',
  title: text('서명된 시험 지시', '署名付き試験ディレクティブ', 'Signed test directive'),
  needs: ['gateway', 'config'],
  sayings: {
    good: { level: 'ok', what: ANSWERED },
    unsigned: {
      level: 'failure',
      what: text('서명이 거절됨', '署名が拒否された', 'the signature was refused'),
      next: text(
        'webhook.key 에 이 키의 공개 키가 있는지 보세요.',
        'webhook.key にこの鍵の公開鍵があるかを確認してください。',
        'See that webhook.key names the public half of this key.',
      ),
    },
    wrong: {
      level: 'failure',
      what: text('{reason}', '{reason}', '{reason}'),
      next: text(
        'journalctl -u clova2mqtt -e 에 까닭이 있습니다.',
        'journalctl -u clova2mqtt -e に理由があります。',
        'The reason is in: journalctl -u clova2mqtt -e',
      ),
    },
  },
  async look(patient) {
    const { config, clock } = patient
    // Said by the rows above; the compiler cannot know.
    if (config === undefined) return []
    try {
      const { status, faults, count, durationMs } = await tryDirective(config, clock, async body => {
        const signature = await signatureOf(body, patient)
        return await openDesk({ url: webhookUrl(config), signer: { sign: () => signature }, clock }).send(body)
      })
      if (status === 401) return { code: 'unsigned' }
      if (faults.length > 0) return { code: 'wrong', values: { reason: `HTTP ${status}: ${faults.join(', ')}` } }
      return { code: 'good', values: { count, ms: durationMs } }
    } catch (error) {
      if (!CANNOT_SEND.some(one => error instanceof one)) throw error
      return { code: 'wrong', values: { reason: saidIn(error, patient.language) } }
    }
  },
})

/** What keeps a test directive from being sent or answered, each with a message that says why. */
export const CANNOT_SEND = [CommandError, KeyError, LocalCallError, StoreError] as const

const directive = check({
  id: 'directive',
  title: text('마지막 CLOVA 요청', '最後の CLOVA リクエスト', "CLOVA's last request"),
  needs: ['gateway'],
  sayings: {
    good: { level: 'ok', what: text('{minutes}분 전', '{minutes} 分前', '{minutes} min ago') },
    none: {
      level: 'warning',
      what: text('시작한 뒤로 아직 없음', '起動後まだない', 'none since the start'),
      next: text(
        'CLOVA 앱에서 기기를 찾거나 무언가를 말해 보세요. 그래도 없으면 "개발자 콘솔" 줄을 보세요.',
        'CLOVA アプリで機器を検索するか、何か話しかけてください。それでもなければ「開発者コンソール」の行を見てください。',
        'Look for appliances in the CLOVA app, or say something. If nothing comes, see the line on the developer console.',
      ),
    },
    refused: {
      level: 'failure',
      what: text(
        '{count}건이 왔지만 서명이 모두 거절됨',
        '{count} 件届いたが署名がすべて拒否された',
        '{count} came, and the signature of every one was refused',
      ),
      next: text(
        'webhook.key 와 edition 이 맞는지, 프록시가 본문을 바꾸지 않는지 보세요.',
        'webhook.key と edition が正しいか、プロキシが本文を変えていないかを確認してください。',
        'See that webhook.key and edition are right, and that no proxy changes the body.',
      ),
    },
  },
  look(patient) {
    const agoMs = statusNumber(patient, '/directives/lastVerifiedAgoMs')
    if (agoMs !== undefined) return { code: 'good', values: { minutes: Math.floor(agoMs / 60_000) } }
    // Those without any are strangers, and this doctor's own look at the webhook from outside.
    const count = statusNumber(patient, '/directives/missigned') ?? 0
    return count > 0 ? { code: 'refused', values: { count } } : { code: 'none' }
  },
})

export const CLOUD_CHECKS = [key, signed, directive]
