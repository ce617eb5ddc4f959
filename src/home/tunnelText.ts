/** Why a tunnel does not stand, in three languages: what its program said, then what mends it. */
import { type Text, text } from '../kernel/text.ts'
import type { TunnelCause } from './exposure.ts'

/** One line each, without a full stop. */
export const TUNNEL_TEXTS: Readonly<Record<TunnelCause, Text>> = {
  programMissing: text(
    '프로그램이 설치되어 있지 않거나 실행할 수 없음',
    'プログラムがインストールされていないか実行できない',
    'its program is not installed, or cannot be run',
  ),
  fileUnreadable: text(
    '열쇠나 토큰 파일을 읽을 수 없음: 경로와 권한을 확인하세요',
    '鍵またはトークンのファイルが読めない: パスと権限を確認してください',
    'a key or token file cannot be read: check its path and permissions',
  ),
  keyRefused: text(
    '서버가 열쇠를 받지 않음: 공개 열쇠가 그 사용자의 authorized_keys에 있는지, 개인 열쇠의 권한이 0600인지 보세요',
    'サーバーが鍵を受け付けない: 公開鍵がそのユーザーの authorized_keys にあるか、秘密鍵の権限が 0600 か見てください',
    'the server refuses the key: is the public one in the user’s authorized_keys, and the private one of mode 0600?',
  ),
  hostKey: text(
    '서버의 호스트 키가 known_hosts와 다름: 새로 설치한 서버가 아니라면 누군가 사이에 있습니다',
    'サーバーのホスト鍵が known_hosts と違う: 入れ直したサーバーでなければ誰かが間にいます',
    'the server’s host key is not the known one: a new installation, or somebody in between',
  ),
  forwardRefused: text(
    '서버가 소켓을 열지 않음: 다른 접속이 쥐고 있거나(StreamLocalBindUnlink yes 필요) 폴더의 권한이 없습니다',
    'サーバーがソケットを開かない: 別の接続が持っている（StreamLocalBindUnlink yes が必要）か、フォルダーの権限がありません',
    'the server does not open the socket: another login holds it (StreamLocalBindUnlink yes), or its folder is not writable',
  ),
  serverName: text(
    '서버의 이름을 찾을 수 없음: 인터넷이 끊겼거나 이름이 틀렸습니다',
    'サーバーの名前が見つからない: インターネットが切れているか、名前が違います',
    'the server’s name does not resolve: no internet, or a wrong name',
  ),
  serverRefused: text(
    '서버가 연결을 거절함: 서버나 그 서비스가 꺼져 있습니다',
    'サーバーが接続を拒否した: サーバーまたはそのサービスが停止しています',
    'the server refuses the connection: it, or its service, is off',
  ),
  serverTimeout: text(
    '서버가 답하지 않음: 회선이 끊겼거나 서버가 꺼져 있습니다',
    'サーバーが応答しない: 回線が切れているか、サーバーが停止しています',
    'the server does not answer: a cut line, or it is off',
  ),
  serverUnreachable: text(
    '서버로 가는 길이 없음: 인터넷이 끊겼습니다',
    'サーバーへの経路がない: インターネットが切れています',
    'there is no route to the server: no internet',
  ),
  notSsh: text(
    '서버의 그 포트에서 다른 프로그램이 답함',
    'サーバーのそのポートで別のプログラムが応答している',
    'another program answers on that port of the server',
  ),
  linkLost: text(
    '연결이 끊김: 회선, 주소 변경, 또는 서버의 재시작',
    '接続が切れた: 回線、アドレスの変更、またはサーバーの再起動',
    'the link was lost: the line, a change of address, or a restart of the server',
  ),
  badToken: text(
    '토큰이 맞지 않음: 대시보드에서 다시 복사하세요',
    'トークンが正しくない: ダッシュボードからコピーし直してください',
    'the token is not valid: copy it from the dashboard again',
  ),
  tooOld: text(
    '프로그램이 너무 오래됨: 새 버전을 설치하세요 (cloudflared 2025.4.0 이상)',
    'プログラムが古すぎる: 新しい版を入れてください（cloudflared 2025.4.0 以降）',
    'the program is too old: install a newer one (cloudflared 2025.4.0 or later)',
  ),
  udpBlocked: text(
    'UDP 7844가 막혀 있음: tunnel.cloudflared.protocol: http2로 하세요',
    'UDP 7844 が塞がれている: tunnel.cloudflared.protocol: http2 にしてください',
    'UDP 7844 is blocked: set tunnel.cloudflared.protocol: http2',
  ),
  notConnected: text(
    '프로그램은 실행 중이지만 바깥과 이어져 있지 않음',
    'プログラムは動いているが外とつながっていない',
    'the program runs, but has no connection to the outside',
  ),
  tooMany: text(
    '빠른 터널을 더 주지 않음: 잠시 뒤에 다시 해 봅니다',
    'クイックトンネルがもらえない: 少し後で試し直します',
    'no more quick tunnels are given out: it is tried again later',
  ),
  loggedOut: text(
    'tailscale이 로그아웃되어 있거나 꺼져 있음: sudo tailscale up',
    'tailscale がログアウトしているか停止している: sudo tailscale up',
    'tailscale is logged out or down: sudo tailscale up',
  ),
  noDaemon: text(
    'tailscaled가 실행 중이 아님: sudo systemctl start tailscaled',
    'tailscaled が動いていない: sudo systemctl start tailscaled',
    'tailscaled is not running: sudo systemctl start tailscaled',
  ),
  notOperator: text(
    'tailscale이 이 사용자를 허락하지 않음: sudo tailscale set --operator=clova2mqtt',
    'tailscale がこのユーザーを許可していない: sudo tailscale set --operator=clova2mqtt',
    'tailscale does not let this user: sudo tailscale set --operator=clova2mqtt',
  ),
  funnelOff: text(
    'Funnel이나 HTTPS가 꺼져 있음: tailscale 관리 화면에서 켜세요',
    'Funnel または HTTPS がオフ: tailscale の管理画面でオンにしてください',
    'Funnel or HTTPS is off for this tailnet: switch it on in the admin console',
  ),
  funnelTaken: text(
    '443 포트를 다른 설정이 쓰고 있음: sudo tailscale funnel reset',
    '443 番を別の設定が使っている: sudo tailscale funnel reset',
    'another setting holds port 443: sudo tailscale funnel reset',
  ),
  neverUp: text(
    '시작했지만 이어지지 않음: 다시 시작합니다',
    '起動したがつながらない: 起動し直します',
    'it was started and does not come to stand: started anew',
  ),
  probesFail: text(
    '이어져 있다고 하지만 공개 주소로 닿지 않음: 다시 시작합니다',
    'つながっていると言うが公開アドレスから届かない: 起動し直します',
    'it says that it stands, but nothing comes through the public address: started anew',
  ),
  ended: text('프로그램이 끝남', 'プログラムが終了した', 'its program has ended'),
}
