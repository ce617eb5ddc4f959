/** What is wrong with a key, in words; `{origin}` names where it came from. */
import { text } from '../../kernel/text.ts'

export const KEY_TEXTS = {
  file: text('키 파일 {path}', '鍵ファイル {path}', 'key file {path}'),
  configured: text('설정된 키', '設定された鍵', 'configured key'),
  noPem: text(
    '{origin}: PEM 공개 키가 아닙니다 (처음에 "BEGIN PUBLIC KEY" 가 없음)',
    '{origin}: PEM の公開鍵ではありません（先頭に「BEGIN PUBLIC KEY」がない）',
    '{origin}: not a PEM public key (no "BEGIN PUBLIC KEY" at its start)',
  ),
  unreadableKey: text(
    '{origin}: 읽을 수 있는 공개 키가 아닙니다',
    '{origin}: 読める公開鍵ではありません',
    '{origin}: not a readable public key',
  ),
  otherType: text(
    '{origin}: {type} 키이며 rsa가 아닙니다',
    '{origin}: {type} の鍵で、rsa ではありません',
    '{origin}: a key of type {type}, not rsa',
  ),
  otherSize: text(
    '{origin}: {bits}비트 RSA 키입니다. {min}~{max}비트만 받습니다',
    '{origin}: {bits} ビットの RSA 鍵です。{min} から {max} ビットだけを受け付けます',
    '{origin}: an RSA key of {bits} bits; {min} to {max} are accepted',
  ),
  noPrivate: text(
    '시험용 키가 RSA 개인 키의 PEM이 아닙니다',
    '試験用の鍵が RSA 秘密鍵の PEM ではありません',
    'the development key is not the PEM of an RSA private key',
  ),
  notPinned: text(
    '{origin}: 키 {print} 은(는) 고정한 {count}개 중 어느 것도 아닙니다',
    '{origin}: 鍵 {print} は固定した {count} 個のどれでもありません',
    '{origin}: the key {print} is none of the {count} pinned',
  ),
  badPin: text(
    '핀 "{pin}" 은(는) 16진수 SHA-256(64자리)이 아닙니다',
    'ピン「{pin}」は 16 進の SHA-256（64 桁）ではありません',
    'pin "{pin}" is not a SHA-256 in hexadecimal (64 digits)',
  ),
  noFile: text('키 파일 {path} 이(가) 없습니다', '鍵ファイル {path} がありません', 'key file {path} does not exist'),
  badUrl: text(
    '키 URL "{url}" 은(는) https: URL이 아닙니다',
    '鍵の URL「{url}」は https: の URL ではありません',
    'key URL "{url}" is not an https: URL',
  ),
  notRead: text(
    '키 파일 {path} 을(를) 읽을 수 없습니다: {reason}',
    '鍵ファイル {path} を読めません: {reason}',
    'key file {path} cannot be read: {reason}',
  ),
  notWritten: text(
    '키 파일 {path} 을(를) 쓸 수 없습니다: {reason}',
    '鍵ファイル {path} に書けません: {reason}',
    'key file {path} cannot be written: {reason}',
  ),
} as const
