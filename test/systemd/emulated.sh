#!/bin/sh
# Installs on a Debian 13 of another architecture, emulated by qemu, and lets it answer signed directives: withoutSystemd.test.ts
# there. Takes half an hour the first time, see docs/emulation.md. Usage: emulated.sh [arm64|armhf]
# Needs root, Node 20 with its headers and npm, and debootstrap, qemu-user-static and the cross compiler that is named if missing.
# What takes long is kept in $CLOVA2MQTT_EMULATED, by default clova2mqtt-emulated in the temporary folder.
set -eu
if [ -z "${CLOVA2MQTT_UNSHARED:-}" ]; then
  exec env CLOVA2MQTT_UNSHARED=1 unshare --mount sh "$0" "$@"
fi
debian=${1:-arm64}
# The number of the machine in an ELF header, least byte first, tells the kernel which programs qemu is to run.
case $debian in
  arm64) arch=arm64 machine=aarch64 gnu=aarch64-linux-gnu elf='\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00' ;;
  armhf) arch=arm machine=arm gnu=arm-linux-gnueabihf elf='\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x28\x00' ;;
  *) echo "usage: $0 [arm64|armhf]" >&2; exit 2 ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
kept=${CLOVA2MQTT_EMULATED:-${TMPDIR:-/tmp}/clova2mqtt-emulated}/$debian
mkdir -p "$kept/natives"

for program in debootstrap "qemu-$machine-static" "$gnu-g++" npm; do
  command -v "$program" >/dev/null || { echo "there is no $program: apt-get install debootstrap qemu-user-static g++-$gnu" >&2; exit 1; }
done
[ "$(node -p process.versions.modules)" = 115 ] || { echo "Debian's Node is 20: run this with Node 20, for its headers" >&2; exit 1; }

# Seen by this script alone, but what is written into it is for the whole machine: taken back at the end. F: the kernel opens
# qemu now, so that it need not be there in the other root; O and C: with the rights of the program, such as those of sudo.
name=clova2mqtt-$debian
misc=$(mktemp -d)
mount -t binfmt_misc none "$misc"
forget() { if [ -e "$misc/$name" ]; then echo -1 >"$misc/$name"; fi; umount "$misc"; rmdir "$misc"; }
trap forget EXIT
trap 'exit 130' INT TERM HUP
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
if [ ! -e "$misc/$name" ]; then
  printf '%s' ":$name:M::\\x7fELF$elf:$mask:$(command -v "qemu-$machine-static"):OCF" >"$misc/register"
fi

"$here/debian13.sh" "$kept/root" "$debian"

version=$(node -p "require('$top/node_modules/better-sqlite3/package.json').version")
native=$kept/natives/better-sqlite3-v$version-node-v115-linux-$arch.tar.gz
if [ ! -e "$native" ]; then
  rm -rf "$kept/source"
  cp -r "$top/node_modules/better-sqlite3" "$kept/source"
  rm -rf "$kept/source/build"
  gyp=$(npm root --global 2>/dev/null)/npm/node_modules/node-gyp/bin/node-gyp.js
  prefix=$(node -p "require('path').resolve(process.execPath, '../..')")
  (
    cd "$kept/source"
    CC=$gnu-gcc CXX=$gnu-g++ node "$gyp" rebuild --release --arch="$arch" --nodedir="$prefix"
    tar -czf "$native.part" build/Release/better_sqlite3.node
  )
  mv "$native.part" "$native"
  rm -rf "$kept/source"
fi

cd "$top"
CLOVA2MQTT_DEBIAN13_ROOT=$kept/root CLOVA2MQTT_NATIVES=$kept/natives \
  ./node_modules/.bin/vitest run --testTimeout=1800000 --hookTimeout=1800000 test/systemd/withoutSystemd.test.ts
