#!/bin/sh
# Installs, upgrades, rolls back and removes the clova2mqtt service. Safe to run again and to interrupt: what is there is kept,
# what was begun is begun anew. `--help` says how to call it; all that it says stands at its end, in three languages.
# See docs/install.md.
set -eu

NAME=clova2mqtt
# A release is 30 MB, its archive 5; two older ones, a database and its backups need the rest.
NEEDED_KIB=204800
# Releases that stay: this one, the one before, and one more.
KEPT=3
# Seconds before each start where the waits cannot grow: long for one that fails for ever, short for one after a kill.
STEADY_WAIT=10

from='' root='' edition=KR action=install dry='' purge='' language='' work=''
trap 'if [ -n "$work" ]; then rm -rf "$work"; fi' EXIT
trap 'exit 130' INT TERM HUP

# Asked for, else as the environment says, in the order of POSIX. Known before the other arguments, whose faults are told in it.
choose_language() {
  language=${LC_ALL:-${LC_MESSAGES:-${LANG:-en}}}
  while [ $# -gt 0 ]; do
    case $1 in
      --language) [ $# -lt 2 ] || language=$2 ;;
      --language=*) language=${1#*=} ;;
    esac
    shift
  done
  case $language in ko*) language=ko ;; ja*) language=ja ;; *) language=en ;; esac
}

wrong_usage() { text "$@"; printf 'install.sh: %s\n' "$told" >&2; exit 2; }

read_arguments() {
  while [ $# -gt 0 ]; do
    option=$1
    case $1 in
      --from=* | --root=* | --edition=* | --language=*) value=${1#*=} ;;
      --from | --root | --edition | --language)
        if [ $# -lt 2 ] || [ -z "$2" ]; then wrong_usage needsValue "$1"; fi
        value=$2
        shift
        ;;
    esac
    case $option in
      --from | --from=*) from=$value ;;
      --root | --root=*) root=$value ;;
      --edition | --edition=*) edition=$value ;;
      --language | --language=*) case $value in ko | ja | en) ;; *) wrong_usage wrongLanguage ;; esac ;;
      --rollback) action=rollback ;;
      --uninstall) action=uninstall ;;
      --purge) purge=1 ;;
      --dry-run) dry=1 ;;
      -h | --help) say help; exit 0 ;;
      *) wrong_usage unknownOption "$option" ;;
    esac
    shift
  done
  opt=$root/opt/$NAME
  etc=$root/etc/$NAME
  state=$root/var/lib/$NAME
  unit=$root/etc/systemd/system/$NAME.service
  program=$root/usr/local/bin/$NAME
}

# The first argument of these is the name of a text, see the end; the others fill it.
say() { text "$@"; printf '%s\n' "$told"; }
warn() { text "$@"; shown=$told; text warning; printf '%s: %s\n' "$told" "$shown" >&2; }
fail() { text "$@"; printf 'install.sh: %s\n' "$told" >&2; exit 1; }
# Whatever changes something goes through here.
run() { if [ -n "$dry" ]; then say wouldRun "$*"; else "$@"; fi; }
with_service() { [ -z "$root" ]; }

# --- what this machine is ---------------------------------------------------------------------------------------------

node_says() { "$node" -p "$1"; }

check_node() {
  node=$(command -v node || true)
  [ -n "$node" ] || fail noNode
  case $(readlink -f "$node") in
    /home/* | /root/*) fail nodeAtHome "$node" ;;
  esac
  node_version=$(node_says process.versions.node)
  major=${node_version%%.*} rest=${node_version#*.}
  if [ "$major" -lt 20 ] || { [ "$major" -eq 20 ] && [ "${rest%%.*}" -lt 19 ]; }; then
    fail oldNode "$node_version"
  fi
}

check_machine() {
  machine=${CLOVA2MQTT_MACHINE:-$(uname -m)}
  case $machine in
    armv6*) fail armv6 ;;
  esac
  check_node
  arch=$(node_says process.arch)
  if [ "$arch" = arm ] && [ "$(node_says process.config.variables.arm_version)" = 6 ]; then
    fail armv6Node
  fi
  place=$opt
  while [ ! -d "$place" ]; do place=$(dirname "$place"); done
  free=${CLOVA2MQTT_FREE_KIB:-$(df -Pk "$place" | awk 'NR == 2 { print $4 }')}
  [ "$free" -ge "$NEEDED_KIB" ] || fail diskFull "$((free / 1024))" "$place" "$((NEEDED_KIB / 1024))"
  if with_service; then
    [ -d /run/systemd/system ] || fail noSystemd
    if [ -z "$dry" ] && [ "$(id -u)" -ne 0 ]; then fail needsRoot "sudo sh $0"; fi
  fi
}

check_clock() {
  now=${CLOVA2MQTT_NOW:-$(date +%s)}
  if [ "$now" -lt "$(release_word built)" ]; then
    warn oldClock "$(date -d "@$now" +%F)"
  fi
}

# --- the release ------------------------------------------------------------------------------------------------------

# A line `name=value` of the file `release` in the tree.
release_word() { sed -n "s/^$1=//p" "$tree/release"; }

# Sets tree. From an archive it is unpacked beside the releases, so that moving it there is one step.
open_release() {
  if [ -z "$from" ]; then
    tree=$(cd "$(dirname "$0")/.." && pwd)
    [ -f "$tree/release" ] || fail notFromRelease
  else
    [ -f "$from" ] || fail noArchive "$from"
    if [ -f "$from.sha256" ]; then
      (cd "$(dirname "$from")" && sha256sum -c --status "$(basename "$from").sha256") || fail wrongSum "$from"
    else
      warn noSum "$from"
    fi
    if [ -n "$dry" ]; then work=$(mktemp -d); else mkdir -p "$opt/releases" && work=$(mktemp -d "$opt/releases/.part.XXXXXX"); fi
    tar -xzf "$from" -C "$work" --strip-components=1 || fail notUnpacked "$from"
    chmod 755 "$work"
    tree=$work
    [ -f "$tree/release" ] || fail noRelease "$from"
  fi
  (cd "$tree" && sha256sum -c --status SHA256SUMS) || fail damaged
  version=$(release_word version)
  [ "$(release_word arch)" = "$arch" ] || fail otherMachine "$(release_word arch)" "$arch"
  case " $(release_word abis) " in
    *" $(node_says process.versions.modules) "*) ;;
    *) fail noModule "$(node_says process.versions.node)" "$(node_says process.versions.modules)" "$(release_word abis)" ;;
  esac
}

place_release() {
  target=$opt/releases/$version
  if [ -f "$target/SHA256SUMS" ] && cmp -s "$target/SHA256SUMS" "$tree/SHA256SUMS" && (cd "$target" && sha256sum -c --status SHA256SUMS); then
    say inPlace "$version"
    return
  fi
  say placing "$version" "$target"
  [ -z "$dry" ] || return 0
  mkdir -p "$opt/releases"
  if [ "$tree" != "$work" ]; then
    work=$(mktemp -d "$opt/releases/.part.XXXXXX")
    cp -a "$tree/." "$work/"
    chmod 755 "$work"
  fi
  if with_service; then chown -R root:root "$work"; fi
  rm -rf "$target.old"
  if [ -e "$target" ]; then mv "$target" "$target.old"; fi
  mv "$work" "$target"
  work='' tree=$target
  rm -rf "$target.old"
}

# --- user, folders, configuration ---------------------------------------------------------------------------------------

make_user() {
  with_service || return 0
  run mkdir -p /etc/sysusers.d
  run cp "$tree/systemd/$NAME.sysusers" "/etc/sysusers.d/$NAME.conf"
  run systemd-sysusers "/etc/sysusers.d/$NAME.conf"
}

owned() { if with_service; then run chown "$@"; fi; }

make_folders() {
  for folder in "$etc" "$state" "$(dirname "$unit")" "$(dirname "$program")"; do
    [ -d "$folder" ] || run mkdir -p "$folder"
  done
  run chmod 750 "$etc"
  owned root:$NAME "$etc"
  run chmod 700 "$state"
  owned $NAME:$NAME "$state"
}

make_configuration() {
  if [ -e "$etc/$NAME.yaml" ]; then
    say configKept "$etc/$NAME.yaml"
    return
  fi
  case $edition in KR | JP) ;; *) fail wrongEdition ;; esac
  say writingConfig "$etc/$NAME.yaml"
  [ -z "$dry" ] || return 0
  (
    umask 027
    [ -s "$etc/mqtt-password" ] || head -c 18 /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_' >"$etc/mqtt-password"
    sed -e "s/^edition: KR/edition: $edition/" "$opt/releases/$version/config/installed.example.yaml" >"$etc/.$NAME.yaml.part"
    mv "$etc/.$NAME.yaml.part" "$etc/$NAME.yaml"
  )
  owned root:$NAME "$etc/mqtt-password" "$etc/$NAME.yaml"
}

# As the service itself would, so that no file of the data becomes root's.
as_service() {
  if with_service; then (cd / && runuser -u $NAME -- env PATH="$PATH" "$@"); else "$@"; fi
}

selftest() {
  say testing "$version"
  [ -z "$dry" ] || return 0
  as_service "$node" "$opt/releases/$version/dist/main.js" selftest --lang "$language" || fail notWorking "$version"
}

# --- the service --------------------------------------------------------------------------------------------------------

current() { if [ -L "$opt/current" ]; then basename "$(readlink "$opt/current")"; fi; }

point() { ln -sfn "releases/$1" "$opt/.current.$$" && mv -T "$opt/.current.$$" "$opt/current"; }

# systemd knows no growing waits before 254: there the unit's first one would be all of them, for ever.
with_growing_waits() {
  systemd=${CLOVA2MQTT_SYSTEMD:-$(systemctl --version 2>/dev/null | sed -n '1s/^systemd \([0-9]*\).*/\1/p')}
  [ "${systemd:-254}" -ge 254 ]
}

# Unit and program come with each release; the newest Node of this machine is named in both.
install_files() {
  wait=''
  with_growing_waits || wait="s/^RestartSec=.*/RestartSec=$STEADY_WAIT/"
  sed -e "s|/usr/bin/node|$node|" -e "$wait" "$opt/releases/$1/systemd/$NAME.service" >"$unit.part" &&
    mv "$unit.part" "$unit" &&
    sed -e "s|/usr/bin/node|$node|" "$opt/releases/$1/scripts/clova2mqtt.sh" >"$program.part" &&
    chmod 755 "$program.part" &&
    mv "$program.part" "$program"
}

# Returns when it is ready, or fails. Called in conditions, where a failing line would not end the script by itself.
start_release() {
  point "$1" && install_files "$1" || return 1
  with_service || return 0
  # An earlier crash loop must not forbid this start.
  systemctl reset-failed $NAME.service 2>/dev/null || true
  systemctl daemon-reload && systemctl --quiet enable $NAME.service && systemctl restart $NAME.service
}

back_up() {
  with_service || return 0
  [ -e "$state/$NAME.db" ] || return 0
  say backingUp "$backup"
  mkdir -p "$state/backups"
  owned $NAME:$NAME "$state/backups"
  rm -f "$backup"
  as_service "$node" "$opt/current/dist/main.js" backup --to "$backup" --config "$etc/$NAME.yaml" --lang "$language" >/dev/null || fail notBackedUp
}

# $1: the release to go back to, $2: the backup made before the one that is left. The database is put back only if the older
# release does not start on it as it is: what was written since would be lost.
go_back() {
  if start_release "$1"; then return 0; fi
  [ -e "$2" ] || return 1
  say restoring "$1"
  if with_service; then systemctl stop $NAME.service; fi
  as_service "$node" "$opt/releases/$1/dist/main.js" restore "$2" --config "$etc/$NAME.yaml" --lang "$language" || return 1
  start_release "$1"
}

tell_why() { if with_service; then journalctl --no-pager -u $NAME.service -n 20 -o cat >&2 || true; fi; }

switch_over() {
  before=$(current)
  # An upgrade that was interrupted after the switch still has its way back.
  if [ "$before" = "$version" ] && [ -e "$opt/releases/$version.begun" ]; then before=$(cat "$opt/releases/$version.begun"); fi
  say starting "$version"
  if [ -n "$dry" ]; then
    [ -z "$before" ] || say wouldGoBack "$before" "$version"
    return 0
  fi
  backup=$state/backups/before-$version.db
  if [ -n "$before" ] && [ "$before" != "$version" ]; then
    if [ "$(current)" != "$version" ]; then back_up; fi
    echo "$before" >"$opt/releases/$version.begun"
  fi
  if start_release "$version"; then
    if [ -e "$opt/releases/$version.begun" ]; then mv "$opt/releases/$version.begun" "$opt/releases/$version.before"; fi
    return 0
  fi
  tell_why
  if [ -z "$before" ] || [ "$before" = "$version" ]; then
    if with_service; then systemctl stop $NAME.service; fi
    fail notReady "$version"
  fi
  warn goingBackAlone "$version" "$before"
  go_back "$before" "$backup" || fail neitherStarts "$before"
  rm -f "$opt/releases/$version.begun"
  fail wentBack "$version" "$before"
}

remove_old() {
  [ -z "$dry" ] || return 0
  rm -rf "$opt"/releases/.part.* "$opt"/releases/*.old
  keep=" $(current) $(cat "$opt/releases/$(current).before" 2>/dev/null || true) "
  count=0
  for folder in $(ls -td "$opt"/releases/*/); do
    one=$(basename "$folder")
    count=$((count + 1))
    case $keep in *" $one "*) continue ;; esac
    [ "$count" -le "$KEPT" ] || rm -rf "$folder" "$opt/releases/$one.before" "$opt/releases/$one.begun"
  done
}

next_step() {
  if [ -n "$dry" ]; then return; fi
  if ! with_service; then say installedBelow "$version" "$root"; return; fi
  say ready "$version"
  say nextStep "$etc/$NAME.yaml"
}

# --- actions ------------------------------------------------------------------------------------------------------------

not_packaged() {
  with_service || return 0
  if [ -e /usr/lib/clova2mqtt/dist/main.js ]; then fail packaged; fi
}

do_install() {
  check_machine
  not_packaged
  open_release
  check_clock
  place_release
  make_user
  make_folders
  make_configuration
  selftest
  switch_over
  remove_old
  next_step
}

do_rollback() {
  check_machine
  now=$(current)
  [ -n "$now" ] || fail notInstalled
  version=$(cat "$opt/releases/$now.before" 2>/dev/null || true)
  if [ -z "$version" ] || [ ! -d "$opt/releases/$version" ]; then fail noneBefore "$now"; fi
  say goingBack "$now" "$version"
  [ -z "$dry" ] || return 0
  if go_back "$version" "$state/backups/before-$now.db"; then
    say ready "$version"
    return
  fi
  tell_why
  start_release "$now" || true
  fail stays "$version" "$now"
}

do_uninstall() {
  if with_service; then
    if [ -z "$dry" ] && [ "$(id -u)" -ne 0 ]; then fail needsRoot "sudo sh $0 --uninstall"; fi
    if [ -e "$unit" ]; then run systemctl disable --now $NAME.service; fi
  fi
  run rm -rf "$opt" "$unit" "$program" "$root/etc/sysusers.d/$NAME.conf"
  if with_service; then run systemctl daemon-reload; fi
  if [ -z "$purge" ]; then
    say dataKept "$etc" "$state"
    return
  fi
  run rm -rf "$etc" "$state"
  if with_service && getent passwd $NAME >/dev/null; then run userdel $NAME; fi
  say dataRemoved
}

# --- what is said -------------------------------------------------------------------------------------------------------
# Sets told. $1: name of the text; what follows is put in its places.
text() {
  name=$1
  shift
  case $name in
    help)
      ko="사용법
  install.sh [--from 파일.tar.gz] [--edition KR|JP]   설치 또는 업그레이드. 시작되지 않으면 저절로 되돌아갑니다
  install.sh --rollback                              이전 배포판으로
  install.sh --uninstall [--purge]                   제거. --purge: 설정과 데이터까지
  --dry-run: 무엇을 할지만 말합니다.  --language ko|ja|en
  --root 폴더: 이 폴더 안에, 서비스와 사용자 없이 (이미지와 시험용)"
      ja="使い方
  install.sh [--from ファイル.tar.gz] [--edition KR|JP]   インストールまたは更新。起動しなければ自動で元に戻します
  install.sh --rollback                                 前のリリースへ
  install.sh --uninstall [--purge]                      削除。--purge: 設定とデータも
  --dry-run: 何をするかだけを表示。  --language ko|ja|en
  --root フォルダー: このフォルダーの中に、サービスとユーザーなしで（イメージと試験用）"
      en="Usage
  install.sh [--from FILE.tar.gz] [--edition KR|JP]   install, or upgrade and go back by itself if it does not start
  install.sh --rollback                               the release before this one
  install.sh --uninstall [--purge]                    remove it; --purge: with configuration and data
  --dry-run: say what would be done.  --language ko|ja|en
  --root DIR: into this folder, without service and user (for images and tests)"
      ;;
    warning)
      ko="주의"
      ja="注意"
      en="warning"
      ;;
    wouldRun)
      ko="실행할 것: $1"
      ja="実行するもの: $1"
      en="would run: $1"
      ;;
    unknownOption)
      ko="$1 은(는) 모르는 옵션입니다. --help 를 보세요"
      ja="$1 は知らないオプションです。--help を見てください"
      en="$1 is not known; --help shows what is"
      ;;
    needsValue)
      ko="$1 뒤에 값이 필요합니다. --help 를 보세요"
      ja="$1 の後に値が必要です。--help を見てください"
      en="$1 needs a value; --help shows which"
      ;;
    wrongLanguage)
      ko="--language 는 ko, ja, en 중 하나입니다"
      ja="--language は ko、ja、en のいずれかです"
      en="--language is one of ko, ja, en"
      ;;
    noNode)
      ko="Node가 없습니다. Debian과 Raspberry Pi OS에서는: sudo apt-get install nodejs (npm은 필요 없습니다)"
      ja="Node がありません。Debian と Raspberry Pi OS では: sudo apt-get install nodejs（npm は不要です）"
      en="there is no Node. On Debian and Raspberry Pi OS: sudo apt-get install nodejs (npm is not needed)"
      ;;
    nodeAtHome)
      ko="$1 은(는) 서비스가 볼 수 없는 홈 폴더에 있습니다. 모두를 위한 Node를 설치하세요: sudo apt-get install nodejs"
      ja="$1 はサービスから見えないホームフォルダーにあります。全員用の Node をインストールしてください: sudo apt-get install nodejs"
      en="$1 lies in a home folder, which the service may not see. Install Node for everybody: sudo apt-get install nodejs"
      ;;
    oldNode)
      ko="Node $1 은(는) 너무 오래되었습니다. 20.19 이상이 필요합니다: sudo apt-get install nodejs, 또는 더 새로운 Debian"
      ja="Node $1 は古すぎます。20.19 以上が必要です: sudo apt-get install nodejs、または新しい Debian"
      en="Node $1 is too old, 20.19 or newer is needed: sudo apt-get install nodejs, or a newer Debian"
      ;;
    armv6)
      ko="ARMv6(Pi Zero, Pi 1)는 지원하지 않습니다. Node 20도 데이터베이스 모듈도 나오지 않습니다. Pi Zero 2, 3, 4, 5에서는 됩니다"
      ja="ARMv6（Pi Zero、Pi 1）には対応していません。Node 20 もデータベースのモジュールも作られていません。Pi Zero 2、3、4、5 なら動きます"
      en="ARMv6 (Pi Zero, Pi 1) is not supported: no Node 20 and no database module are made for it. A Pi Zero 2, 3, 4 or 5 works"
      ;;
    armv6Node)
      ko="이 Node는 데이터베이스 모듈이 없는 ARMv6용으로 만들어졌습니다"
      ja="この Node は ARMv6 用で、それに合うデータベースのモジュールがありません"
      en="this Node is built for ARMv6, for which there is no database module"
      ;;
    diskFull)
      ko="$2 에 $1 MiB만 남았습니다. $3 MiB가 필요합니다"
      ja="$2 の空きは $1 MiB だけです。$3 MiB 必要です"
      en="only $1 MiB are free at $2, $3 are needed"
      ;;
    noSystemd)
      ko="여기에서는 systemd가 돌고 있지 않습니다. 이 시스템의 방법으로 clova2mqtt start 를 실행하거나, 이미지라면 --root 로 폴더를 지정하세요"
      ja="ここでは systemd が動いていません。このシステムの方法で clova2mqtt start を実行するか、イメージなら --root でフォルダーを指定してください"
      en="systemd does not run here: run clova2mqtt start by the means of this system, or name the folder of an image with --root"
      ;;
    needsRoot)
      ko="root 권한이 필요합니다: $1"
      ja="root 権限が必要です: $1"
      en="this needs root: $1"
      ;;
    oldClock)
      ko="시계가 $1 로, 이 배포판이 만들어지기 전입니다. 기기는 움직이지만 토큰과 인증서는 시각이 필요합니다: timedatectl set-ntp true"
      ja="時計が $1 で、このリリースが作られる前です。家電は動きますが、トークンと証明書には時刻が必要です: timedatectl set-ntp true"
      en="the clock says $1, which is before this release was made. Appliances work, but tokens and certificates need the time: timedatectl set-ntp true"
      ;;
    notFromRelease)
      ko="배포판이 아닙니다. --from 파일.tar.gz 로 알려 주세요 (npm run release 로 만듭니다)"
      ja="リリースではありません。--from ファイル.tar.gz で指定してください（npm run release で作ります）"
      en="this is no release: name one with --from FILE.tar.gz (npm run release makes them)"
      ;;
    noArchive)
      ko="$1 이(가) 없습니다"
      ja="$1 がありません"
      en="there is no $1"
      ;;
    wrongSum)
      ko="$1 의 체크섬이 $1.sha256 과 다릅니다. 다시 받으세요"
      ja="$1 のチェックサムが $1.sha256 と違います。もう一度取得してください"
      en="$1 does not have the sum of $1.sha256: fetch it again"
      ;;
    noSum)
      ko="확인할 $1.sha256 이 없습니다"
      ja="確認するための $1.sha256 がありません"
      en="there is no $1.sha256 to check it with"
      ;;
    notUnpacked)
      ko="$1 의 압축을 풀 수 없습니다"
      ja="$1 を展開できません"
      en="$1 cannot be unpacked"
      ;;
    noRelease)
      ko="$1 은(는) clova2mqtt의 배포판이 아닙니다"
      ja="$1 は clova2mqtt のリリースではありません"
      en="$1 is no release of clova2mqtt"
      ;;
    damaged)
      ko="배포판이 손상되었습니다. 다시 받으세요"
      ja="リリースが壊れています。もう一度取得してください"
      en="the release is damaged: fetch it again"
      ;;
    otherMachine)
      ko="이 배포판은 $1 용, 이 Node는 $2 용입니다"
      ja="このリリースは $1 用、この Node は $2 用です"
      en="this release is for $1, this Node is for $2"
      ;;
    noModule)
      ko="이 배포판에는 Node $1 (ABI $2)용 데이터베이스 모듈이 없고 ABI $3 용만 있습니다"
      ja="このリリースには Node $1（ABI $2）用のデータベースモジュールがなく、ABI $3 用だけです"
      en="this release has no database module for Node $1 (ABI $2), only for ABI $3"
      ;;
    inPlace)
      ko="배포판 $1 이(가) 이미 있습니다"
      ja="リリース $1 はすでにあります"
      en="release $1 is in place"
      ;;
    placing)
      ko="배포판 $1 을(를) $2 에 둡니다"
      ja="リリース $1 を $2 に置きます"
      en="putting release $1 into $2"
      ;;
    configKept)
      ko="설정 $1 은(는) 그대로 둡니다"
      ja="設定 $1 はそのままです"
      en="configuration $1 is kept"
      ;;
    wrongEdition)
      ko="--edition 은 KR(NAVER) 또는 JP(LINE)입니다"
      ja="--edition は KR（NAVER）か JP（LINE）です"
      en="--edition is KR (NAVER) or JP (LINE)"
      ;;
    writingConfig)
      ko="$1 과(와) 새 브로커 비밀번호를 씁니다"
      ja="$1 と新しいブローカーのパスワードを書きます"
      en="writing $1 and a broker password of its own"
      ;;
    testing)
      ko="배포판 $1 을(를) 시험합니다"
      ja="リリース $1 を試します"
      en="testing release $1"
      ;;
    notWorking)
      ko="배포판 $1 이(가) 이 컴퓨터에서 움직이지 않습니다. 바뀐 것은 없습니다"
      ja="リリース $1 はこの機器で動きません。何も変わっていません"
      en="release $1 does not work on this machine; nothing was changed"
      ;;
    backingUp)
      ko="데이터베이스를 $1 에 백업합니다"
      ja="データベースを $1 にバックアップします"
      en="backing the database up to $1"
      ;;
    notBackedUp)
      ko="데이터베이스를 백업할 수 없습니다. 바뀐 것은 없습니다"
      ja="データベースをバックアップできません。何も変わっていません"
      en="the database cannot be backed up; nothing was changed"
      ;;
    restoring)
      ko="배포판 $1 이(가) 이 데이터베이스로 시작되지 않아 이전 것을 되돌려 놓습니다"
      ja="リリース $1 がこのデータベースで起動しないため、前のものに戻します"
      en="release $1 does not start on this database: putting the one from before back"
      ;;
    starting)
      ko="배포판 $1 을(를) 시작합니다"
      ja="リリース $1 を起動します"
      en="starting release $1"
      ;;
    wouldGoBack)
      ko="데이터베이스를 백업하고, $2 이(가) 준비되지 않으면 $1 (으)로 되돌아갈 것"
      ja="データベースをバックアップし、$2 が準備できなければ $1 に戻る"
      en="would back the database up, and go back to $1 if $2 does not become ready"
      ;;
    notReady)
      ko="배포판 $1 이(가) 준비되지 않았습니다. 마지막 로그가 위에 있습니다. 원인을 고치고 다시 실행하세요"
      ja="リリース $1 の準備ができませんでした。最後のログは上にあります。原因を直してもう一度実行してください"
      en="release $1 did not become ready; its last lines stand above. Mend the cause and run this again"
      ;;
    goingBackAlone)
      ko="배포판 $1 이(가) 준비되지 않아 $2 (으)로 되돌아갑니다"
      ja="リリース $1 の準備ができなかったため $2 に戻ります"
      en="release $1 did not become ready: going back to $2"
      ;;
    neitherStarts)
      ko="배포판 $1 도 시작되지 않습니다: journalctl -u clova2mqtt"
      ja="リリース $1 も起動しません: journalctl -u clova2mqtt"
      en="release $1 does not start either: journalctl -u clova2mqtt"
      ;;
    wentBack)
      ko="배포판 $1 은(는) 쓰지 않고 $2 이(가) 다시 실행 중입니다"
      ja="リリース $1 は使わず、$2 が再び動いています"
      en="release $1 was not kept, $2 runs again"
      ;;
    installedBelow)
      ko="배포판 $1 을(를) $2 아래에 설치했습니다"
      ja="リリース $1 を $2 の下にインストールしました"
      en="release $1 is installed below $2"
      ;;
    ready)
      ko="배포판 $1 이(가) 준비되었습니다."
      ja="リリース $1 の準備ができました。"
      en="release $1 is ready."
      ;;
    nextStep)
      ko="다음: sudo clova2mqtt doctor 가 아직 없는 것을 알려 줍니다. 설정: $1"
      ja="次: sudo clova2mqtt doctor が足りないものを教えます。設定: $1"
      en="Next: sudo clova2mqtt doctor tells what is still missing. Configuration: $1"
      ;;
    packaged)
      ko="clova2mqtt가 데비안 패키지로 설치되어 있습니다. 업그레이드: apt install 파일.deb, 제거: apt remove"
      ja="clova2mqtt は Debian パッケージとしてインストールされています。更新: apt install ファイル.deb、削除: apt remove"
      en="clova2mqtt is installed as a Debian package: apt install FILE.deb upgrades it, apt remove removes it"
      ;;
    notInstalled)
      ko="설치된 것이 없습니다"
      ja="何もインストールされていません"
      en="nothing is installed"
      ;;
    noneBefore)
      ko="$1 이전의 배포판이 없습니다"
      ja="$1 より前のリリースはありません"
      en="there is no release before $1"
      ;;
    goingBack)
      ko="$1 에서 $2 (으)로 되돌아갑니다"
      ja="$1 から $2 に戻ります"
      en="going back from $1 to $2"
      ;;
    stays)
      ko="배포판 $1 이(가) 준비되지 않아 $2 을(를) 그대로 둡니다"
      ja="リリース $1 の準備ができなかったため $2 のままです"
      en="release $1 did not become ready, $2 stays"
      ;;
    dataKept)
      ko="설정($1)과 데이터($2)는 남겨 둡니다. --purge 는 그것도 지웁니다"
      ja="設定（$1）とデータ（$2）は残します。--purge はそれも消します"
      en="configuration ($1) and data ($2) are kept; --purge removes them too"
      ;;
    dataRemoved)
      ko="설정과 데이터를 지웠습니다"
      ja="設定とデータを削除しました"
      en="configuration and data are removed"
      ;;
  esac
  case $language in ko) told=$ko ;; ja) told=$ja ;; *) told=$en ;; esac
}

choose_language "$@"
read_arguments "$@"
"do_$action"
