/** Why CLOVA can or cannot reach this home, in three languages: what was seen, then what mends it. */
import { type Language, type Text, text } from '../kernel/text.ts'
import type { Exposure, ProbeVerdict, TunnelCause } from './exposure.ts'
import { spanText } from './spanText.ts'
import { TUNNEL_TEXTS } from './tunnelText.ts'

const VERDICTS: Readonly<Record<ProbeVerdict, Text>> = {
  me: text(
    '공개 주소로 이 게이트웨이에 닿음',
    '公開アドレスからこのゲートウェイに届く',
    'the public address leads here',
  ),
  elsewhere: text(
    '공개 주소가 다른 서버(또는 다른 clova2mqtt)로 이어짐: DNS와 터널의 목적지를 확인하세요',
    '公開アドレスが別のサーバー（または別の clova2mqtt）につながる: DNS とトンネルの転送先を確認してください',
    'the public address leads to another server, or another clova2mqtt: check DNS and where the tunnel points',
  ),
  edge: text(
    '터널의 바깥쪽이 답하지만 여기까지 오지 않음: 터널이 끊겼거나 목적지가 다릅니다',
    'トンネルの外側は応答するがここまで届かない: トンネルが切れたか転送先が違います',
    'the far end of the tunnel answers, but nothing comes through: the tunnel is cut, or points elsewhere',
  ),
  page: text(
    '답 대신 웹 페이지가 옴: 안내 페이지가 없는 이름이나 요금제를 쓰세요',
    '応答の代わりに Web ページが来る: 案内ページの出ない名前やプランを使ってください',
    'a web page comes instead of an answer: use a name or plan without such a page',
  ),
  blocked: text(
    '봇 차단이나 접근 제한에 막힘: 이 이름에서는 끄세요 (Cloudflare의 Bot Fight Mode 등)',
    'ボット対策やアクセス制限に遮断された: この名前では切ってください（Cloudflare の Bot Fight Mode など）',
    'a bot filter or access rule blocks it: switch it off for this name (Cloudflare’s Bot Fight Mode and the like)',
  ),
  moved: text(
    '다른 주소로 돌려보냄: CLOVA는 따라가지 않습니다',
    '別のアドレスへ転送される: CLOVA は従いません',
    'it redirects to another address: CLOVA does not follow',
  ),
  expired: text(
    '인증서가 만료됨: 갱신하세요',
    '証明書の期限切れ: 更新してください',
    'the certificate has expired: renew it',
  ),
  notYet: text(
    '인증서가 아직 유효하지 않음: 이 컴퓨터의 시계도 확인하세요',
    '証明書がまだ有効でない: この機器の時計も確認してください',
    'the certificate is not valid yet: check the clock of this machine, too',
  ),
  wrongName: text(
    '인증서가 다른 이름의 것: 공유기가 대신 답했을 수도 있습니다',
    '証明書が別の名前のもの: ルーターが代わりに応答した可能性もあります',
    'the certificate is for another name; it may be the router that answered',
  ),
  untrusted: text(
    '공인되지 않은 인증서: CLOVA는 믿지 않습니다. 공인 인증서(Let’s Encrypt 등)를 쓰고 중간 인증서도 함께 보내세요',
    '公的に信頼されない証明書: CLOVA は信頼しません。公的な証明書（Let’s Encrypt など）を使い、中間証明書も送ってください',
    'the certificate is not publicly trusted, so CLOVA refuses it: use a public one (Let’s Encrypt) with its intermediate',
  ),
  noTls: text('443 포트가 https로 답하지 않음', '443 番ポートが https で応答しない', 'port 443 does not speak https'),
  refused: text(
    '연결이 거절됨: 443 포트에서 아무것도 듣지 않습니다',
    '接続が拒否された: 443 番ポートで何も待ち受けていません',
    'the connection is refused: nothing listens on port 443',
  ),
  timeout: text(
    '시간 안에 답이 없음: 방화벽, 꺼진 서버, 또는 끊긴 회선입니다',
    '時間内に応答がない: ファイアウォール、停止したサーバー、または回線断です',
    'nothing answers in time: a firewall, a host that is off, or a cut line',
  ),
  unreachable: text('그 주소로 가는 길이 없음', 'そのアドレスへの経路がない', 'there is no route to the address'),
  reset: text('연결이 도중에 끊김', '接続が途中で切れた', 'the connection is cut off half-way'),
  noName: text(
    '이름을 찾을 수 없음: DNS 레코드를 확인하세요. 새 레코드는 하루까지 걸립니다',
    '名前が見つからない: DNS レコードを確認してください。新しいレコードは最長 1 日かかります',
    'the name does not resolve: check the DNS record; a new one takes up to a day',
  ),
  private: text(
    '이름이 집 안 주소를 가리킴: 밖에서는 닿을 수 없습니다. 공유기의 공인 주소(CGNAT이면 터널)를 쓰세요',
    '名前が家の中のアドレスを指す: 外からは届きません。ルーターの公開アドレス（CGNAT ならトンネル）を使ってください',
    'the name leads to a private address, which nobody outside reaches: use the public one, or a tunnel behind CGNAT',
  ),
  hairpin: text(
    '집 안에서는 알 수 없음: 자기 공인 주소로 되돌려 보내지 않는 공유기가 많습니다. Wi-Fi를 끈 휴대전화로 확인하세요',
    '家の中からは判断できない: 自分の公開アドレスへ折り返さないルーターが多くあります。Wi-Fi を切ったスマートフォンで確認してください',
    'cannot tell from inside: many routers do not lead back to their own public address; look from a phone without Wi-Fi',
  ),
  resolver: text(
    'DNS 서버가 답하지 않음: 이 집의 인터넷이 끊겼을 수 있습니다',
    'DNS サーバーが応答しない: この家のインターネットが切れている可能性があります',
    'the resolver does not answer: this home may be off the internet',
  ),
  failed: text('확인하지 못함', '確認できなかった', 'the probe could not be made'),
}

const WORDS = {
  directive: text(
    'CLOVA의 요청이 {span} 전에 옴',
    'CLOVA のリクエストが {span}前に来た',
    'a request of CLOVA came {span} ago',
  ),
  probe: text(
    '{span} 전에 공개 주소로 이 게이트웨이에 닿음',
    '{span}前に公開アドレスからこのゲートウェイに届いた',
    'the public address led here {span} ago',
  ),
  tunnel: text(
    '터널은 이어져 있다고 하지만 증거가 아님: webhook.publicUrl을 적으면 확인합니다',
    'トンネルはつながっていると言うが証拠ではない: webhook.publicUrl を書けば確かめます',
    'the tunnel says that it stands, which is no proof: with webhook.publicUrl it is tried',
  ),
  nothing: text(
    '알려진 것이 없음: webhook.publicUrl을 적으면 밖에서 닿는지 확인합니다',
    '何も分からない: webhook.publicUrl を書けば外から届くか確かめます',
    'nothing is known: with webhook.publicUrl it is tried from outside',
  ),
} as const

/** Why a tunnel does not stand, or what a probe met. */
export const causeText = (cause: TunnelCause | ProbeVerdict, language: Language): string =>
  ({ ...VERDICTS, ...TUNNEL_TEXTS })[cause][language]

/** On one line, without a full stop. */
export function exposureText({ by, cause, agoMs }: Exposure, language: Language): string {
  if (cause !== undefined) return causeText(cause, language)
  return WORDS[by][language].replace('{span}', spanText(agoMs ?? 0, language))
}
