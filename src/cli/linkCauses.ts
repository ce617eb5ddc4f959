/** Why a step of `clova2mqtt link show --check` fails, and what mends it. */
import { text } from '../kernel/text.ts'
import { type Cause, TROUBLES } from './linkTroubles.ts'

export const CAUSES = {
  ...TROUBLES,
  noAddress: {
    why: text('webhook.publicUrl 이 없습니다', 'webhook.publicUrl がありません', 'webhook.publicUrl is not set'),
    fix: text(
      '설정에 CLOVA가 부를 주소를 적으세요: webhook: { publicUrl: https://home.example.com }',
      'CLOVA が呼び出すアドレスを設定に書いてください: webhook: { publicUrl: https://home.example.com }',
      'Write the address that CLOVA calls into the configuration: webhook: { publicUrl: https://home.example.com }',
    ),
  },
  notHttps: {
    why: text('{url}: https가 아닙니다', '{url}: https ではありません', '{url} is not https'),
    fix: text('CLOVA는 https만 부릅니다.', 'CLOVA は https だけを呼び出します。', 'CLOVA calls https only.'),
  },
  otherPort: {
    why: text('포트가 {port} 입니다', 'ポートが {port} です', 'the port is {port}'),
    fix: text(
      'CLOVA는 443만 부릅니다. 터널이나 공유기가 443을 받게 하세요.',
      'CLOVA は 443 だけを呼び出します。トンネルまたはルーターで 443 を受けてください。',
      'CLOVA calls 443 only: let the tunnel or router take 443.',
    ),
  },
  noName: {
    why: text(
      '{host} 을(를) 찾을 수 없습니다 ({reason})',
      '{host} が見つかりません（{reason}）',
      '{host} does not resolve ({reason})',
    ),
    fix: text(
      '주소의 철자와 DNS 레코드를 확인하세요. 새 레코드는 몇 분에서 하루가 걸립니다. 이 컴퓨터가 인터넷에 닿는지도 보세요.',
      'つづりと DNS レコードを確認してください。新しいレコードは数分から 1 日かかります。この機器がインターネットにつながるかも見てください。',
      'Check the spelling and the DNS record; a new one takes minutes to a day. Is this machine on the internet at all?',
    ),
  },
  hairpin: {
    why: text(
      '{reason}: 이 네트워크 안에서는 알 수 없습니다',
      '{reason}: このネットワークの中からは判断できません',
      '{reason}: cannot tell from inside this network',
    ),
    fix: text(
      '공유기가 443을 넘겨 주는 집이면 안에서 자기 공인 주소에 닿지 못하는 공유기가 많습니다. Wi-Fi를 끈 휴대전화로 {live} 를 열어 빈 화면이면 정상입니다. 터널을 쓰면 터널이 꺼진 것입니다.',
      'ルーターで 443 を転送している場合、内側から自分の公開アドレスに届かないルーターが多くあります。Wi-Fi を切ったスマートフォンで {live} を開き、空の画面なら正常です。トンネルなら、トンネルが止まっています。',
      'If a router forwards 443: many do not let a machine reach its own public address from inside. Look at {live} on a phone without Wi-Fi; an empty page is right. If it is a tunnel: it is down.',
    ),
  },
  gatewayDown: {
    why: text(
      '프록시나 터널이 {status} 로 답함: 그 뒤에 clova2mqtt가 없습니다',
      'プロキシまたはトンネルが {status} を返した: その先に clova2mqtt がいません',
      'a proxy or tunnel answered {status}: no clova2mqtt behind it',
    ),
    fix: text(
      '게이트웨이를 실행하고 (clova2mqtt start) 터널의 목적지를 {listen} 으로 하세요.',
      'ゲートウェイを起動し（clova2mqtt start）、トンネルの転送先を {listen} にしてください。',
      'Start the gateway (clova2mqtt start) and point the tunnel at {listen}.',
    ),
  },
  blocked: {
    why: text(
      '{status} 로 막힘: 봇 차단이나 접근 제한으로 보입니다',
      '{status} で遮断された: ボット対策またはアクセス制限のようです',
      'blocked with {status}: it looks like a bot filter or an access rule',
    ),
    fix: text(
      '이 이름에서는 봇 차단(Cloudflare의 Bot Fight Mode 등)과 로그인 보호를 끄세요. CLOVA도 막힙니다.',
      'この名前ではボット対策（Cloudflare の Bot Fight Mode など）とアクセス保護を切ってください。CLOVA も遮断されます。',
      'Switch bot protection (Cloudflare’s Bot Fight Mode) and access rules off for this name: CLOVA is blocked as well.',
    ),
  },
  page: {
    why: text(
      '답 대신 웹 페이지가 옴 ({status}{title})',
      '応答の代わりに Web ページが来た（{status}{title}）',
      'a web page came instead of an answer ({status}{title})',
    ),
    fix: text(
      '터널의 안내 페이지이거나 다른 서버입니다. 안내 페이지가 없는 이름이나 요금제를 쓰고, DNS가 이 집을 가리키는지 보세요.',
      'トンネルの案内ページか、別のサーバーです。案内ページの出ない名前やプランを使い、DNS がこの家を指すか確認してください。',
      'It is a page that the tunnel puts in between, or another server. Use a name or plan without such a page, and see that the DNS record points here.',
    ),
  },
  moved: {
    why: text(
      '{location} (으)로 보냄 ({status})',
      '{location} へ転送された（{status}）',
      'sent on to {location} ({status})',
    ),
    fix: text(
      'CLOVA는 따라가지 않습니다. 프록시의 리디렉션을 없애거나 그 주소를 publicUrl에 적으세요.',
      'CLOVA は転送に従いません。プロキシのリダイレクトをやめるか、その URL を publicUrl に書いてください。',
      'CLOVA does not follow: remove the redirect of the proxy, or put that address into publicUrl.',
    ),
  },
  elsewhere: {
    why: text(
      '{status}: 다른 서버이거나 경로가 다름',
      '{status}: 別のサーバーか、パスが違う',
      '{status}: another server, or another path',
    ),
    fix: text(
      '프록시가 모든 경로를 그대로 {listen} 에 넘기는지, 웹훅 경로가 설정(webhook.path)과 같은지, 게이트웨이를 다시 시작했는지 보세요.',
      'プロキシがすべてのパスをそのまま {listen} に渡すか、Webhook のパスが設定（webhook.path）と同じか、ゲートウェイを再起動したかを確認してください。',
      'See that the proxy passes every path unchanged to {listen}, that the webhook path is that of the configuration (webhook.path), and that the gateway was restarted.',
    ),
  },
  linkingOff: {
    why: text(
      '{status}: 계정 연결이 꺼져 있습니다 (linking.enabled: false)',
      '{status}: アカウント連携がオフです（linking.enabled: false）',
      '{status}: account linking is off (linking.enabled: false)',
    ),
    fix: text(
      'linking.enabled 를 지우거나 true로 하고 게이트웨이를 다시 시작하세요.',
      'linking.enabled を消すか true にして、ゲートウェイを再起動してください。',
      'Remove linking.enabled or make it true, and restart the gateway.',
    ),
  },
  unexpected: {
    why: text('{status} 로 답함', '{status} が返った', 'answered {status}'),
    fix: text(
      '게이트웨이의 로그를 보세요. 프록시가 요청을 바꾸는지도 확인하세요.',
      'ゲートウェイのログを見てください。プロキシがリクエストを変えていないかも確認してください。',
      'Look at the log of the gateway, and whether the proxy changes requests.',
    ),
  },
  otherGateway: {
    why: text(
      '다른 clova2mqtt에 닿음: 이 집의 클라이언트를 모릅니다',
      '別の clova2mqtt に届いた: この家のクライアントを知りません',
      'reaches another clova2mqtt: it does not know this home’s client',
    ),
    fix: text(
      '이 명령과 게이트웨이가 같은 설정과 데이터 폴더({folder})를 쓰는지, 이름이 이 집을 가리키는지 보세요.',
      'このコマンドとゲートウェイが同じ設定とデータフォルダー（{folder}）を使うか、名前がこの家を指すか確認してください。',
      'See that this command and the gateway use the same configuration and data folder ({folder}), and that the name leads to this home.',
    ),
  },
  openRedirect: {
    why: text(
      '모르는 주소로 돌려보냄: {location}',
      '知らないアドレスへ戻した: {location}',
      'it redirects to an unlisted address: {location}',
    ),
    fix: text(
      '다른 프로그램이 답하고 있습니다. 프록시의 경로를 확인하세요.',
      '別のプログラムが応答しています。プロキシのパスを確認してください。',
      'Another program answers here; look at the paths of the proxy.',
    ),
  },
  wrongClient: {
    why: text(
      '서버가 클라이언트 secret을 거절함 ({error})',
      'サーバーがクライアントシークレットを拒否した（{error}）',
      'the server refused the client secret ({error})',
    ),
    fix: text(
      '다른 게이트웨이에 닿았거나, 프록시가 Authorization 헤더를 지웁니다.',
      '別のゲートウェイに届いたか、プロキシが Authorization ヘッダーを消しています。',
      'It reaches another gateway, or the proxy strips the Authorization header.',
    ),
  },
  wrongCode: {
    why: text(
      '서버가 방금 만든 코드를 모름 ({error})',
      'サーバーが今作ったコードを知らない（{error}）',
      'the server does not know the code just made ({error})',
    ),
    fix: text(
      '다른 게이트웨이에 닿았습니다. 이 명령과 게이트웨이가 같은 데이터 폴더({folder})를 쓰는지 보세요.',
      '別のゲートウェイに届きました。このコマンドとゲートウェイが同じデータフォルダー（{folder}）を使うか確認してください。',
      'It reaches another gateway: see that this command and the gateway use the same data folder ({folder}).',
    ),
  },
  refusedGrant: {
    why: text('서버가 거절함: {error}', 'サーバーが拒否した: {error}', 'the server refused: {error}'),
    fix: text(
      '게이트웨이의 로그를 보세요. 프록시가 요청 본문을 바꾸는지도 확인하세요.',
      'ゲートウェイのログを見てください。プロキシがリクエストのボディーを変えていないかも確認してください。',
      'Look at the log of the gateway, and whether the proxy changes the body of requests.',
    ),
  },
  noUser: {
    why: text('로그인할 사용자가 없음', 'ログインできるユーザーがいない', 'there is no user to log in'),
    fix: text(
      '사용자를 만드세요: clova2mqtt user add 이름',
      'ユーザーを作ってください: clova2mqtt user add 名前',
      'Make one: clova2mqtt user add NAME',
    ),
  },
  noRoom: {
    why: text(
      '모든 사용자의 연결이 한도에 찼음: 확인하면 쓰고 있는 연결이 밀려납니다',
      'すべてのユーザーの連携が上限に達している: 確認すると使用中の連携が外れます',
      'every user has as many links as there may be: a check would push a real one out',
    ),
    fix: text(
      '안 쓰는 연결을 해제하세요: clova2mqtt link status, clova2mqtt link revoke ID',
      '使わない連携を解除してください: clova2mqtt link status、clova2mqtt link revoke ID',
      'Revoke one that is not used: clova2mqtt link status, clova2mqtt link revoke ID',
    ),
  },
} as const satisfies Readonly<Record<string, Cause>>

export type CauseId = keyof typeof CAUSES
