/** What the listeners and the caller of the control socket say to people. */
import { text } from '../../kernel/text.ts'

export const LISTEN_TEXTS = {
  longPath: text(
    '소켓 경로 {path} 이(가) {max}바이트보다 깁니다',
    'ソケットのパス {path} が {max} バイトを超えています',
    'socket path {path} is longer than {max} bytes',
  ),
  cannotListen: text(
    '{place} 에서 들을 수 없습니다: {reason}',
    '{place} で待ち受けられません: {reason}',
    'cannot listen on {place}: {reason}',
  ),
  badFolder: text(
    '소켓 폴더 {folder} 을(를) 쓸 수 없습니다: {reason}',
    'ソケットのフォルダー {folder} を使えません: {reason}',
    'socket folder {folder} cannot be used: {reason}',
  ),
  noSocket: text(
    '{path} 이(가) 있지만 소켓이 아니어서 그대로 두었습니다',
    '{path} がありますがソケットではないため、そのままにしました',
    '{path} exists and is not a socket; it was left alone',
  ),
  answered: text(
    '다른 프로세스가 {path} 에서 답합니다. 게이트웨이가 두 번 실행되고 있습니까?',
    '別のプロセスが {path} で応答しています。ゲートウェイが 2 つ動いていませんか？',
    'another process answers on {path}; is the gateway running twice?',
  ),
} as const

export const CALL_TEXTS = {
  noSocket: text(
    '게이트웨이가 실행 중이 아닙니다: {path} 에 소켓이 없습니다',
    'ゲートウェイが動いていません: {path} にソケットがありません',
    'the gateway is not running: no socket at {path}',
  ),
  noAnswer: text(
    '게이트웨이가 실행 중이 아닙니다: {path} 에서 아무것도 답하지 않습니다',
    'ゲートウェイが動いていません: {path} で何も応答しません',
    'the gateway is not running: nothing answers at {path}',
  ),
  forbidden: text(
    '{path} 을(를) 열 권한이 없습니다: 게이트웨이를 실행하는 사용자로 실행하세요',
    '{path} を開く権限がありません: ゲートウェイを動かしているユーザーで実行してください',
    'no permission to open {path}: run this as the user the gateway runs as',
  ),
  failed: text(
    '게이트웨이가 {path} 에서 답하지 않았습니다: {reason}',
    'ゲートウェイが {path} で応答しませんでした: {reason}',
    'the gateway did not answer at {path}: {reason}',
  ),
} as const
