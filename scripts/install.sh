#!/bin/sh
# Installs, upgrades, rolls back and removes the clova2mqtt service. Safe to run again and to interrupt: what is there is kept,
# what was begun is begun anew. See docs/install.md.
#
#   install.sh [--from FILE.tar.gz] [--edition KR|JP]   install, or upgrade and go back by itself if it does not start
#   install.sh --rollback                               the release before this one
#   install.sh --uninstall [--purge]                    remove it; --purge: with configuration and data
#   --dry-run: say what would be done.  --root DIR: into this folder, without service and user (for images and tests)
set -eu

NAME=clova2mqtt
# A release is 30 MB, its archive 5; two older ones, a database and its backups need the rest.
NEEDED_KIB=204800
# Releases that stay: this one, the one before, and one more.
KEPT=3

from='' root='' edition=KR action=install dry='' purge=''
while [ $# -gt 0 ]; do
  case $1 in
    --from) from=${2:?--from FILE}; shift ;;
    --root) root=${2:?--root DIR}; shift ;;
    --edition) edition=${2:?--edition KR or JP}; shift ;;
    --rollback) action=rollback ;;
    --uninstall) action=uninstall ;;
    --purge) purge=1 ;;
    --dry-run) dry=1 ;;
    -h | --help) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "install.sh: $1 is not known; --help shows what is" >&2; exit 2 ;;
  esac
  shift
done

say() { printf '%s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*" >&2; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
# Whatever changes something goes through here.
run() { if [ -n "$dry" ]; then say "would run: $*"; else "$@"; fi; }
with_service() { [ -z "$root" ]; }

opt=$root/opt/$NAME
etc=$root/etc/$NAME
state=$root/var/lib/$NAME
unit=$root/etc/systemd/system/$NAME.service
program=$root/usr/local/bin/$NAME
work=''
trap 'if [ -n "$work" ]; then rm -rf "$work"; fi' EXIT
trap 'exit 130' INT TERM HUP

# --- what this machine is ---------------------------------------------------------------------------------------------

node_says() { "$node" -p "$1"; }

check_node() {
  node=$(command -v node || true)
  [ -n "$node" ] || fail "there is no Node. On Debian and Raspberry Pi OS: sudo apt-get install nodejs (npm is not needed)"
  case $(readlink -f "$node") in
    /home/* | /root/*) fail "$node lies in a home folder, which the service may not see. Install Node for everybody: sudo apt-get install nodejs" ;;
  esac
  node_version=$(node_says process.versions.node)
  major=${node_version%%.*} rest=${node_version#*.}
  if [ "$major" -lt 20 ] || { [ "$major" -eq 20 ] && [ "${rest%%.*}" -lt 19 ]; }; then
    fail "Node $node_version is too old, 20.19 or newer is needed: sudo apt-get install nodejs, or a newer Debian"
  fi
}

check_machine() {
  machine=${CLOVA2MQTT_MACHINE:-$(uname -m)}
  case $machine in
    armv6*) fail "ARMv6 (Pi Zero, Pi 1) is not supported: no Node 20 and no database module are made for it. A Pi Zero 2, 3, 4 or 5 works" ;;
  esac
  check_node
  arch=$(node_says process.arch)
  if [ "$arch" = arm ] && [ "$(node_says process.config.variables.arm_version)" = 6 ]; then
    fail "this Node is built for ARMv6, for which there is no database module"
  fi
  place=$opt
  while [ ! -d "$place" ]; do place=$(dirname "$place"); done
  free=${CLOVA2MQTT_FREE_KIB:-$(df -Pk "$place" | awk 'NR == 2 { print $4 }')}
  [ "$free" -ge "$NEEDED_KIB" ] || fail "only $((free / 1024)) MiB are free at $place, $((NEEDED_KIB / 1024)) are needed"
  if with_service; then
    command -v systemctl >/dev/null || fail "there is no systemd here: run clova2mqtt start by the means of this system"
    if [ -z "$dry" ] && [ "$(id -u)" -ne 0 ]; then fail "this needs root: sudo sh $0"; fi
  fi
}

check_clock() {
  now=${CLOVA2MQTT_NOW:-$(date +%s)}
  if [ "$now" -lt "$(release_word built)" ]; then
    warn "the clock says $(date -d "@$now" +%F), which is before this release was made. Appliances work, but tokens and certificates need the time: timedatectl set-ntp true"
  fi
}

# --- the release ------------------------------------------------------------------------------------------------------

# A line `name=value` of the file `release` in the tree.
release_word() { sed -n "s/^$1=//p" "$tree/release"; }

# Sets tree. From an archive it is unpacked beside the releases, so that moving it there is one step.
open_release() {
  if [ -z "$from" ]; then
    tree=$(cd "$(dirname "$0")/.." && pwd)
    [ -f "$tree/release" ] || fail "this is no release: name one with --from FILE.tar.gz (npm run release makes them)"
  else
    [ -f "$from" ] || fail "there is no $from"
    if [ -f "$from.sha256" ]; then
      (cd "$(dirname "$from")" && sha256sum -c --status "$(basename "$from").sha256") || fail "$from does not have the sum of $from.sha256: fetch it again"
    else
      warn "there is no $from.sha256 to check it with"
    fi
    if [ -n "$dry" ]; then work=$(mktemp -d); else mkdir -p "$opt/releases" && work=$(mktemp -d "$opt/releases/.part.XXXXXX"); fi
    tar -xzf "$from" -C "$work" --strip-components=1 || fail "$from cannot be unpacked"
    chmod 755 "$work"
    tree=$work
    [ -f "$tree/release" ] || fail "$from is no release of clova2mqtt"
  fi
  (cd "$tree" && sha256sum -c --status SHA256SUMS) || fail "the release is damaged: fetch it again"
  version=$(release_word version)
  [ "$(release_word arch)" = "$arch" ] || fail "this release is for $(release_word arch), this Node is for $arch"
  case " $(release_word abis) " in
    *" $(node_says process.versions.modules) "*) ;;
    *) fail "this release has no database module for Node $(node_says process.versions.node) (ABI $(node_says process.versions.modules)), only for ABI $(release_word abis)" ;;
  esac
}

place_release() {
  target=$opt/releases/$version
  if [ -f "$target/SHA256SUMS" ] && cmp -s "$target/SHA256SUMS" "$tree/SHA256SUMS" && (cd "$target" && sha256sum -c --status SHA256SUMS); then
    say "release $version is in place"
    return
  fi
  say "putting release $version into $target"
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
    say "configuration $etc/$NAME.yaml is kept"
    return
  fi
  case $edition in KR | JP) ;; *) fail "--edition is KR (NAVER) or JP (LINE)" ;; esac
  say "writing $etc/$NAME.yaml and a broker password of its own"
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
  say "testing release $version"
  [ -z "$dry" ] || return 0
  as_service "$node" "$opt/releases/$version/dist/main.js" selftest --lang en || fail "release $version does not work on this machine; nothing was changed"
}

# --- the service --------------------------------------------------------------------------------------------------------

current() { if [ -L "$opt/current" ]; then basename "$(readlink "$opt/current")"; fi; }

point() { ln -sfn "releases/$1" "$opt/.current.$$" && mv -T "$opt/.current.$$" "$opt/current"; }

# Unit and program come with each release; the newest Node of this machine is named in both.
install_files() {
  sed -e "s|/usr/bin/node|$node|" "$opt/releases/$1/systemd/$NAME.service" >"$unit.part" &&
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
  say "backing the database up to $backup"
  mkdir -p "$state/backups"
  owned $NAME:$NAME "$state/backups"
  rm -f "$backup"
  as_service "$node" "$opt/current/dist/main.js" backup --to "$backup" --config "$etc/$NAME.yaml" --lang en >/dev/null || fail "the database cannot be backed up; nothing was changed"
}

# $1: the release to go back to, $2: the backup made before the one that is left. The database is put back only if the older
# release does not start on it as it is: what was written since would be lost.
go_back() {
  if start_release "$1"; then return 0; fi
  [ -e "$2" ] || return 1
  say "release $1 does not start on this database: putting the one from before back"
  if with_service; then systemctl stop $NAME.service; fi
  as_service "$node" "$opt/releases/$1/dist/main.js" restore "$2" --config "$etc/$NAME.yaml" --lang en || return 1
  start_release "$1"
}

tell_why() { if with_service; then journalctl --no-pager -u $NAME.service -n 20 -o cat >&2 || true; fi; }

switch_over() {
  before=$(current)
  # An upgrade that was interrupted after the switch still has its way back.
  if [ "$before" = "$version" ] && [ -e "$opt/releases/$version.begun" ]; then before=$(cat "$opt/releases/$version.begun"); fi
  say "starting release $version"
  if [ -n "$dry" ]; then
    [ -z "$before" ] || say "would back the database up, and go back to $before if $version does not become ready"
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
    fail "release $version did not become ready; its last lines stand above. Mend the cause and run this again"
  fi
  warn "release $version did not become ready: going back to $before"
  go_back "$before" "$backup" || fail "release $before does not start either: journalctl -u $NAME"
  rm -f "$opt/releases/$version.begun"
  fail "release $version was not kept, $before runs again"
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
  if ! with_service; then say "release $version is installed below $root"; return; fi
  say "release $version is ready."
  say "Next: clova2mqtt doctor tells what is still missing. Configuration: $etc/$NAME.yaml"
}

# --- actions ------------------------------------------------------------------------------------------------------------

not_packaged() {
  with_service || return 0
  if [ -e /usr/lib/clova2mqtt/dist/main.js ]; then fail "clova2mqtt is installed as a Debian package: apt install FILE.deb upgrades it, apt remove removes it"; fi
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
  [ -n "$now" ] || fail "nothing is installed"
  version=$(cat "$opt/releases/$now.before" 2>/dev/null || true)
  if [ -z "$version" ] || [ ! -d "$opt/releases/$version" ]; then fail "there is no release before $now"; fi
  say "going back from $now to $version"
  [ -z "$dry" ] || return 0
  if go_back "$version" "$state/backups/before-$now.db"; then
    say "release $version is ready."
    return
  fi
  tell_why
  start_release "$now" || true
  fail "release $version did not become ready, $now stays"
}

do_uninstall() {
  if with_service; then
    if [ -z "$dry" ] && [ "$(id -u)" -ne 0 ]; then fail "this needs root: sudo sh $0 --uninstall"; fi
    if [ -e "$unit" ]; then run systemctl disable --now $NAME.service; fi
  fi
  run rm -rf "$opt" "$unit" "$program" "$root/etc/sysusers.d/$NAME.conf"
  if with_service; then run systemctl daemon-reload; fi
  if [ -z "$purge" ]; then
    say "configuration ($etc) and data ($state) are kept; --purge removes them too"
    return
  fi
  run rm -rf "$etc" "$state"
  if with_service && getent passwd $NAME >/dev/null; then run userdel $NAME; fi
  say "configuration and data are removed"
}

"do_$action"
