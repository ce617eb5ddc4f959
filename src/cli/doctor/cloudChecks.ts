/** What lies between CLOVA and the gateway: the key of its signatures, a directive of our own, and CLOVA's last one. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { KeyError, parsePublicKey } from '../../adapters/cek/publicKey.ts'
import { createSigner } from '../../adapters/cek/sign.ts'
import { openDatabase } from '../../adapters/sqlite/open.ts'
import { openTokenStore } from '../../adapters/sqlite/tokenStore.ts'
import { DATABASE_FILE } from '../../compose/databaseFile.ts'
import type { Config } from '../../config/config.ts'
import { Secret } from '../../kernel/secret.ts'
import { days, minutes, wallPlus, zoneOffset } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import { ALL_INTERFACES } from '../../protocol/catalog.ts'
import { conformanceFaults, isErrorAnswer } from '../../protocol/conform.ts'
import { writeRequest } from '../../protocol/writeRequest.ts'
import { openDesk } from '../cekDesk.ts'
import { CommandError, text } from '../invocation.ts'
import { webhookUrl } from '../outsideOf.ts'
import { check } from './check.ts'
import { statusNumber } from './patient.ts'

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
  look({ config, clock }) {
    if (config?.webhook.key.kind !== 'url') return { code: 'own' }
    const { url } = config.webhook.key
    const file = join(config.dataFolder, KEY_FILE)
    if (!existsSync(file)) return { code: 'none', values: { url } }
    try {
      parsePublicKey(readFileSync(file, 'utf8'), file)
    } catch (error) {
      if (!(error instanceof KeyError)) throw error
      return { code: 'broken', values: { file, reason: error.message } }
    }
    const age = Math.max(0, Math.floor((clock.wall() - statSync(file).mtimeMs) / days(1)))
    return { code: 'good', values: { age } }
  },
})

const signed = check({
  id: 'signed',
  title: text('서명된 시험 지시', '署名付き試験ディレクティブ', 'Signed test directive'),
  needs: ['gateway', 'config'],
  sayings: {
    good: {
      level: 'ok',
      what: text(
        '기기 {count}대로 답함, {ms} ms',
        '家電 {count} 台と回答、{ms} ms',
        'answered with {count} appliance(s) in {ms} ms',
      ),
    },
    noKey: {
      level: 'skipped',
      what: text(
        '개인 키가 없음 (--key 파일)',
        '秘密鍵がない（--key ファイル）',
        'needs the private key of the configured one (--key FILE)',
      ),
    },
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
  async look({ config, clock, signingKey }) {
    if (config === undefined || signingKey === undefined) return { code: 'noKey' }
    try {
      const { status, durationMs, faults, count } = await askForAppliances(config, clock, signingKey)
      if (status === 401) return { code: 'unsigned' }
      if (faults.length > 0) return { code: 'wrong', values: { reason: `HTTP ${status}: ${faults.join(', ')}` } }
      return { code: 'good', values: { count, ms: durationMs } }
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof KeyError)) throw error
      return { code: 'wrong', values: { reason: error.message } }
    }
  },
})

/** A discovery, with a token of its own that is revoked whatever comes. */
async function askForAppliances(config: Config, clock: Clock, pem: string) {
  const asked = ALL_INTERFACES.find(one => one.family === 'discover')
  if (asked === undefined) throw new CommandError('the table has no discovery')
  const signer = createSigner(new Secret(pem))
  const database = openDatabase({ file: join(config.dataFolder, DATABASE_FILE), log: SILENT, role: 'tool' })
  try {
    const tokens = openTokenStore(database)
    const accessToken = randomBytes(32).toString('base64url')
    const issuedAt = clock.wall()
    const hash = createHash('sha256').update(accessToken).digest('hex')
    const { id } = tokens.add(hash, { label: 'doctor', issuedAt, expiresAt: wallPlus(issuedAt, minutes(5)) })
    try {
      const messageId = randomUUID()
      const { edition } = config
      const zone = zoneOffset(config.timezone)
      const request = writeRequest(asked, edition, {
        messageId,
        accessToken,
        applianceId: undefined,
        operands: {},
        zone,
      })
      const answer = await openDesk({ url: webhookUrl(config), signer, clock }).send(JSON.stringify(request))
      const departures = conformanceFaults(answer.body, { asked, edition, messageId })
      const faults = isErrorAnswer(answer.body) ? [JSON.stringify(answer.body)] : departures
      return { ...answer, faults, count: JSON.stringify(answer.body ?? null).split('"applianceId"').length - 1 }
    } finally {
      tokens.revoke(id, clock.wall())
    }
  } finally {
    database.close()
  }
}

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

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
        '개발자 콘솔에서: 1) 확장을 등록하고 (clova2mqtt link show) 2) 테스터 ID에 자신의 계정을 넣고 3) CLOVA 앱에서 그 확장을 켜고 로그인한 뒤 4) 기기 찾기.',
        '開発者コンソールで: 1) スキルを登録し（clova2mqtt link show）2) テスター ID に自分のアカウントを入れ 3) CLOVA アプリでそのスキルを有効にしてログインし 4) 機器を検索。',
        'In the developer console: 1) register the extension (clova2mqtt link show), 2) enter your own account as a tester, 3) switch the extension on in the CLOVA app and log in, 4) look for appliances.',
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
    const count = statusNumber(patient, '/directives/unverified') ?? 0
    return count > 0 ? { code: 'refused', values: { count } } : { code: 'none' }
  },
})

export const CLOUD_CHECKS = [key, signed, directive]
