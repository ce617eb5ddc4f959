#!/bin/sh
# Makes a Debian 13 as on a Pi, with Debian's own Node and without npm, for tests that boot it or change into it.
# Usage: debian13.sh FOLDER [arm64|armhf|amd64]. A folder that has it already stays; remove it to have it made again.
# Needs root, debootstrap and a mirror of Debian ($CLOVA2MQTT_DEBIAN_MIRROR). For another machine than this one the kernel must
# know how to run its programs: see emulated.sh.
set -eu
root=$1
arch=${2:-$(dpkg --print-architecture)}
mirror=${CLOVA2MQTT_DEBIAN_MIRROR:-http://deb.debian.org/debian}
# Raspberry Pi OS has sudo; ps and kill are in procps.
packages=nodejs,systemd,procps,sudo
mark="trixie $arch $packages"
if [ "$(cat "$root/etc/clova2mqtt-root" 2>/dev/null)" = "$mark" ]; then exit 0; fi
[ ! -e "$root" ] || { echo "$root is something else, or another list of packages: remove it" >&2; exit 1; }
part=$root.part.$$
trap 'rm -rf "$part"' EXIT
trap 'exit 130' INT TERM HUP
# A root that a power cut damages is made again: nothing here needs to wait for the disk.
mkdir -p "$part/etc/dpkg/dpkg.cfg.d"
printf 'force-unsafe-io\npath-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\npath-exclude=/usr/share/locale/*\n' \
  >"$part/etc/dpkg/dpkg.cfg.d/tests"
debootstrap --variant=minbase --arch="$arch" --include="$packages" trixie "$part" "$mirror" >&2 || {
  tail -n 5 "$part/debootstrap/debootstrap.log" >&2
  exit 1
}
rm -rf "$part"/var/cache/apt/archives/*.deb "$part"/var/lib/apt/lists/*
echo "$mark" >"$part/etc/clova2mqtt-root"
# Two at once: the first one stays.
mv -T "$part" "$root" 2>/dev/null || [ -e "$root/etc/clova2mqtt-root" ]
