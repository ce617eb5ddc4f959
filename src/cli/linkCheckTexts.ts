/** What `clova2mqtt link show --check` says of its steps; causes are in linkCauses.ts. */
import { text } from '../kernel/text.ts'

export const STEP_TITLES = {
  address: text('공개 주소가 설정됨', '公開アドレスの設定', 'public address configured'),
  port: text('포트 443', 'ポート 443', 'port 443'),
  name: text('이름 찾기', '名前解決', 'name resolves'),
  connect: text('연결', '接続', 'connection'),
  certificate: text('인증서', '証明書', 'certificate'),
  live: text('clova2mqtt에 닿음', 'clova2mqtt に届く', 'reaches a clova2mqtt'),
  webhook: text('서명 없는 요청을 거절', '署名のないリクエストを拒否', 'unsigned request refused'),
  login: text('로그인 페이지', 'ログインページ', 'login page'),
  redirect: text('다른 곳으로 돌려보내지 않음', '別の場所へは戻さない', 'no other redirect target'),
  privacy: text('개인정보 페이지', 'プライバシーのページ', 'privacy page'),
  basic: text('토큰 교환 (HTTP Basic)', 'トークン交換（HTTP Basic）', 'token exchange (HTTP Basic)'),
  body: text('토큰 교환 (본문)', 'トークン交換（ボディー）', 'token exchange (request body)'),
  refresh: text('토큰 갱신', 'トークン更新', 'token refresh'),
} as const

export type StepId = keyof typeof STEP_TITLES

/** What is worth knowing of a step that passed. */
export const NOTES = {
  private: text(
    '{addresses}: 집 안의 주소입니다. 밖의 DNS도 이 주소를 주면 CLOVA는 닿지 못합니다',
    '{addresses}: 家の中のアドレスです。外の DNS もこれを返すなら CLOVA は届きません',
    '{addresses}: an address inside the house; if DNS outside says the same, CLOVA cannot reach it',
  ),
  notPublic: text(
    '{issuer}, {validTo} 까지: --ca 로만 믿을 수 있습니다. CLOVA는 받지 않습니다',
    '{issuer}、{validTo} まで: --ca によってのみ信頼されます。CLOVA は受け入れません',
    '{issuer}, until {validTo}: trusted through --ca alone; CLOVA will not take it',
  ),
  soon: text(
    '{issuer}, 남은 날 {days}일 ({validTo}): 갱신되는지 보세요',
    '{issuer}、残り {days} 日（{validTo}）: 更新されるか確認してください',
    '{issuer}, {days} days left ({validTo}): see that it is renewed',
  ),
  good: text(
    '{issuer}, 남은 날 {days}일 ({validTo})',
    '{issuer}、残り {days} 日（{validTo}）',
    '{issuer}, {days} days left ({validTo})',
  ),
} as const

export const CHECK_WORDS = {
  ok: text('정상', '正常', 'ok'),
  note: text('주의', '注意', 'note'),
  failed: text('실패', '失敗', 'FAILED'),
  unknown: text('모름', '不明', 'unclear'),
  skipped: text('확인 안 함', '未確認', 'not checked'),
  cause: text('원인', '原因', 'Cause'),
  fix: text('해결', '対処', 'Fix'),
  good: text(
    '모두 정상입니다. CLOVA 앱에서 연결할 수 있습니다.',
    'すべて正常です。CLOVA アプリで連携できます。',
    'All is well: link in the CLOVA app.',
  ),
  bad: text(
    '{count}단계가 정상이 아닙니다. 위에서부터 고치고 다시 확인하세요.',
    '{count} 段階が正常ではありません。上から順に直して、もう一度確認してください。',
    '{count} step(s) are not well. Mend them from the top and check again.',
  ),
} as const
