/** Why no answer came at the public address, and what mends it. */

import type { Trouble } from '../adapters/probe/troubles.ts'
import { type Text, text } from '../kernel/text.ts'

/** A cause in a sentence, and what mends it. */
export interface Cause {
  readonly why: Text
  readonly fix: Text
}

const RESTART_TUNNEL = text(
  '터널이나 프록시를 확인하세요. clova2mqtt가 듣는 곳은 {listen} 입니다.',
  'トンネルまたはプロキシを確認してください。clova2mqtt は {listen} で待ち受けています。',
  'Look at the tunnel or proxy; clova2mqtt listens at {listen}.',
)

export const TROUBLES = {
  refused: {
    why: text('연결이 거절됨 ({reason})', '接続が拒否された（{reason}）', 'connection refused ({reason})'),
    fix: RESTART_TUNNEL,
  },
  timeout: {
    why: text('답이 없음 ({reason})', '応答がない（{reason}）', 'no answer ({reason})'),
    fix: text(
      '방화벽과 터널을 확인하세요. CLOVA는 몇 초 뒤에 포기합니다. clova2mqtt가 듣는 곳은 {listen} 입니다.',
      'ファイアウォールとトンネルを確認してください。CLOVA は数秒であきらめます。clova2mqtt は {listen} で待ち受けています。',
      'Look at firewall and tunnel; CLOVA gives up after some seconds. clova2mqtt listens at {listen}.',
    ),
  },
  unreachable: {
    why: text('길이 없음 ({reason})', '経路がない（{reason}）', 'no route ({reason})'),
    fix: text(
      '이 컴퓨터의 인터넷 연결을 확인하세요. IPv6 주소만 있는 이름이면 IPv6가 필요합니다.',
      'この機器のインターネット接続を確認してください。IPv6 アドレスだけの名前なら IPv6 が必要です。',
      'Check the internet connection of this machine; a name with IPv6 addresses only needs IPv6.',
    ),
  },
  reset: {
    why: text('연결이 끊김 ({reason})', '接続が切れた（{reason}）', 'connection cut ({reason})'),
    fix: RESTART_TUNNEL,
  },
  expired: {
    why: text('인증서가 만료됨', '証明書の期限が切れている', 'the certificate has expired'),
    fix: text(
      '인증서를 갱신하고 서버가 새 것을 읽게 하세요. 자동 갱신이 왜 멈췄는지 보세요.',
      '証明書を更新し、サーバーに読み直させてください。自動更新が止まった理由も見てください。',
      'Renew it and let the server read the new one; find out why renewing by itself stopped.',
    ),
  },
  notYet: {
    why: text(
      '인증서의 기간이 아직 시작되지 않음',
      '証明書の有効期間がまだ始まっていない',
      'the certificate is not valid yet',
    ),
    fix: text(
      '이 컴퓨터의 시계를 확인하세요.',
      'この機器の時計を確認してください。',
      'Check the clock of this machine.',
    ),
  },
  wrongName: {
    why: text('인증서가 {host} 의 것이 아님', '証明書が {host} のものではない', 'the certificate is not for {host}'),
    fix: text(
      '{host} 이(가) 든 인증서가 필요합니다. 이름이 다른 서버로 갈 수도 있습니다 (DNS).',
      '{host} を含む証明書が必要です。名前が別のサーバーを指しているかもしれません（DNS）。',
      'It needs a certificate with {host} in it; or the name leads to another server (DNS).',
    ),
  },
  selfSigned: {
    why: text('자체 서명 인증서', '自己署名証明書', 'a self-signed certificate'),
    fix: text(
      'CLOVA는 공인 인증 기관의 인증서만 받습니다 (예: Let’s Encrypt, 또는 터널의 것). 시험용 자체 CA라면 --ca 파일.',
      'CLOVA は公的な認証局の証明書だけを受け入れます（例: Let’s Encrypt、またはトンネルのもの）。試験用の独自 CA なら --ca ファイル。',
      'CLOVA takes certificates of public authorities only (such as Let’s Encrypt, or the tunnel’s). For a test with an authority of your own: --ca FILE.',
    ),
  },
  untrusted: {
    why: text(
      '모르는 인증 기관의 인증서이거나 중간 인증서가 빠짐',
      '未知の認証局の証明書か、中間証明書が欠けている',
      'the authority is unknown, or an intermediate certificate is missing',
    ),
    fix: text(
      '서버에 전체 체인(fullchain.pem)을 두세요. 기관이 공인된 곳이어야 합니다. 시험용 자체 CA라면 --ca 파일.',
      'サーバーには全チェーン（fullchain.pem）を置いてください。公的な認証局であることが必要です。試験用の独自 CA なら --ca ファイル。',
      'Give the server the whole chain (fullchain.pem), of a public authority. For a test with an authority of your own: --ca FILE.',
    ),
  },
  noTls: {
    why: text('TLS로 답하지 않음 ({reason})', 'TLS で応答しない（{reason}）', 'does not speak TLS ({reason})'),
    fix: text(
      '이 포트에서 TLS를 끝내는 프록시나 터널이 필요합니다. clova2mqtt 자신은 {listen} 에서 TLS 없이 듣습니다.',
      'このポートで TLS を終端するプロキシかトンネルが必要です。clova2mqtt 自身は {listen} で TLS なしで待ち受けます。',
      'A proxy or tunnel must end TLS at this port; clova2mqtt itself listens at {listen} without TLS.',
    ),
  },
  other: {
    why: text('{reason}', '{reason}', '{reason}'),
    fix: RESTART_TUNNEL,
  },
} as const satisfies Readonly<Record<Trouble, Cause>>
