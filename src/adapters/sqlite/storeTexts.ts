/** What the stores say to people; `{file}` comes first, so that everybody sees at once what it is about. */
import { text } from '../../kernel/text.ts'

/** What was tried, as it stands behind "cannot". */
export const DOINGS = {
  open: text('데이터베이스를 열', 'データベースを開く', 'open the database'),
  copy: text('{other} 의 사본을 열', '{other} のコピーを開く', 'open a copy of {other}'),
  lock: text('잠금을 걸', 'ロックを取る', 'take the instance lock'),
  prepare: text('문장을 준비할', '文を準備する', 'prepare a statement'),
  read: text('읽을', '読む', 'read'),
  write: text('쓸', '書く', 'write'),
  close: text('닫을', '閉じる', 'close'),
  backUp: text('{other} 을(를) 백업할', '{other} をバックアップする', 'back up {other}'),
  readBackup: text('백업을 읽을', 'バックアップを読む', 'read the backup'),
  restore: text('{other} 을(를) 되돌려 놓을', '{other} を復元する', 'restore {other}'),
} as const

export type Doing = keyof typeof DOINGS

export const ADVICE = {
  space: text('이 디스크에 자리를 만드세요', 'このディスクに空きを作ってください', 'free some space on this disk'),
  writable: text(
    '이 사용자가 폴더와 파일에 쓸 수 있게 하세요',
    'このユーザーがフォルダーとファイルに書けるようにしてください',
    'make the folder and the file writable for this user',
  ),
  disk: text(
    '디스크나 SD 카드를 확인하세요',
    'ディスクか SD カードを確認してください',
    'check the disk or the SD card',
  ),
  held: text(
    '다른 프로그램이 데이터베이스를 쓰고 있습니다. 끝내고 다시 해 보세요',
    '別のプログラムがデータベースを使っています。終了してもう一度試してください',
    'another program holds the database; end it and try again',
  ),
  restart: text(
    '게이트웨이를 다시 시작하세요: 손상된 파일을 치워 두고 새로 시작합니다',
    'ゲートウェイを再起動してください: 壊れたファイルを脇に置き、新しく始めます',
    'restart the gateway: it sets a damaged file aside and starts a new one',
  ),
} as const

export const STORE_TEXTS = {
  cannot: text(
    '{file}: {doing} 수 없습니다: {reason} ({code})',
    '{file}: {doing}ことができません: {reason}（{code}）',
    '{file}: cannot {doing}: {reason} ({code})',
  ),
  inUse: text(
    '{file}: {holder} 이(가) 쓰고 있습니다. 게이트웨이는 하나만 쓸 수 있으니 다른 것을 먼저 끝내세요',
    '{file}: {holder} が使っています。使えるゲートウェイは 1 つだけなので、先にもう一方を終了してください',
    '{file}: in use by {holder}; only one gateway can run on it, end the other first',
  ),
  damagedFile: text(
    '{file}: 손상되었습니다 ({damage}). 게이트웨이를 다시 시작하세요: 파일을 치워 두고 새로 시작합니다',
    '{file}: 壊れています（{damage}）。ゲートウェイを再起動してください: ファイルを脇に置き、新しく始めます',
    '{file}: damaged ({damage}); restart the gateway: it sets the file aside and starts anew',
  ),
  damagedToo: text(
    '{file}: {other} 대신 놓은 파일도 손상되었습니다: {damage}',
    '{file}: {other} の代わりに置いたファイルも壊れています: {damage}',
    '{file}: the file put in place of {other} is damaged too: {damage}',
  ),
  damaged: text('{file}: 손상되었습니다 ({damage})', '{file}: 壊れています（{damage}）', '{file}: damaged ({damage})'),
  newer: text(
    '{file}: 데이터베이스 버전 {found} 은(는) 이 프로그램이 아는 {newest} 보다 새것입니다. 더 새로운 프로그램을 다시 설치하거나 이전 데이터베이스의 백업을 여기에 두세요',
    '{file}: データベースのバージョン {found} は、このプログラムが知る {newest} より新しいものです。新しいプログラムをもう一度インストールするか、古いデータベースのバックアップをここに置いてください',
    '{file}: database version {found} is newer than this program, which knows up to {newest}; install the newer program again or put a backup of the older database here',
  ),
  newerBackup: text(
    '{file}: 버전 {found} 은(는) 이 프로그램이 아는 {newest} 보다 새것입니다',
    '{file}: バージョン {found} は、このプログラムが知る {newest} より新しいものです',
    '{file}: version {found} is newer than this program, which knows up to {newest}',
  ),
  foreign: text(
    '{file}: 이 프로그램의 데이터베이스가 아닙니다',
    '{file}: このプログラムのデータベースではありません',
    '{file}: is no database of this program',
  ),
  notCopied: text('{file}: 복사한 것과 다릅니다', '{file}: コピーしたものと違います', '{file}: is not what was copied'),
  noRoom: text(
    '{file}: 사본을 둘 자리가 없습니다: {want} 필요, {free} 중 {keep} 은(는) 비워 둡니다. 이 디스크에 자리를 만들거나 다른 디스크를 고르세요',
    '{file}: コピーを置く空きがありません: {want} 必要、{free} のうち {keep} は空けておきます。このディスクに空きを作るか、別のディスクを選んでください',
    '{file}: no room for a copy: {want} needed, {keep} of {free} kept free; free some space on this disk, or choose another',
  ),
  noClock: text(
    '{file}: 시계가 맞지 않아 백업하지 않습니다. 이름이 틀리게 됩니다',
    '{file}: 時計が合っていないためバックアップしません。名前が間違ったものになります',
    '{file}: no backup is made while the clock is not set, its name would be wrong',
  ),
  itself: text('{file}: 데이터베이스 자신입니다', '{file}: データベースそのものです', '{file}: is the database itself'),
  manyWaiting: text(
    '{file}: 쓸 수 없습니다: {count}건이 이미 디스크를 기다립니다. 디스크를 확인하세요',
    '{file}: 書けません: {count} 件がすでにディスクを待っています。ディスクを確認してください',
    '{file}: cannot write: {count} writes wait for the disk already; check the disk',
  ),
  othersWrite: text(
    '{file}: 쓸 수 없습니다: 다른 프로세스가 {count}번 잇따라 바꾸었습니다. 다시 해 보세요',
    '{file}: 書けません: 別のプロセスが {count} 回続けて変更しました。もう一度試してください',
    '{file}: cannot write: another process has changed it {count} times in a row; try again',
  ),
  threadFailed: text(
    '{file}: 쓸 수 없습니다: 쓰는 스레드가 끝났습니다 ({reason}). 다시 해 보세요',
    '{file}: 書けません: 書き込みスレッドが終了しました（{reason}）。もう一度試してください',
    '{file}: cannot write: the writing thread has ended ({reason}); try again',
  ),
  backupEnded: text(
    '{file}: 백업이 도중에 끝났습니다 ({code}). 다시 해 보세요',
    '{file}: バックアップが途中で終わりました（{code}）。もう一度試してください',
    '{file}: the backup ended early ({code}); try again',
  ),
  tooManyTokens: text(
    '{file}: 유효한 토큰이 {count}개입니다. 더 만들기 전에 몇 개를 해제하세요',
    '{file}: 有効なトークンが {count} 件あります。追加する前にいくつか取り消してください',
    '{file}: {count} tokens are live; revoke some before adding another',
  ),
  sameToken: text(
    '{file}: ID가 {id} 인 토큰이 이미 있습니다. 다시 만드세요',
    '{file}: ID {id} のトークンがすでにあります。もう一度作ってください',
    '{file}: there is a token with the id {id}; create another one',
  ),
  sameUser: text(
    '{file}: 사용자 "{name}" 이(가) 이미 있습니다',
    '{file}: ユーザー「{name}」はすでにいます',
    '{file}: there is a user "{name}" already',
  ),
  tooManyUsers: text(
    '{file}: 사용자가 {count}명입니다. "{name}" 을(를) 더하기 전에 한 명을 지우세요',
    '{file}: ユーザーが {count} 人います。「{name}」を追加する前に 1 人削除してください',
    '{file}: there are {count} users; remove one before adding "{name}"',
  ),
} as const
