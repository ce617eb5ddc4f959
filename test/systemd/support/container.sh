#!/bin/sh
# A container on a layer of its own over a root, started by container.ts in a fresh mount namespace. It boots, and boots again
# when it is rebooted from inside or its first process is killed from outside; the layer, in memory, is kept between boots.
# $1: an empty folder; $2: the root, / is a copy of this machine's own system; $3: a folder that is seen at /srv/given, read-only;
# $4: what runs as process 1, see boot.sh.
set -eu
work=$1 lower=$2
root=$work/root
mount --make-rprivate /
mkdir -p "$work/layer" "$root"
mount -t tmpfs tmpfs "$work/layer"
mkdir "$work/layer/upper" "$work/layer/work"
mount -t overlay -o "lowerdir=$lower,upperdir=$work/layer/upper,workdir=$work/layer/work" overlay "$root"
# Never at a place that a boot cleans up, such as /tmp.
mkdir -p "$root/srv/given"
# The services of this machine are none of ours.
if [ "$lower" = / ]; then rm -rf "$root"/etc/systemd/system/*.wants "$root"/etc/systemd/system/*.requires; fi
# What Debian does every day may fall due meanwhile: it holds the lock of apt, and at midnight leaves files of its own.
rm -rf "$root"/etc/systemd/system/timers.target.wants
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
# Bounded: a system that cannot boot must not try for ever.
for _ in 1 2 3 4 5; do
  status=0
  setpriv --pdeathsig KILL unshare --mount --pid --uts --ipc --net --cgroup --fork --kill-child \
    "$(dirname "$0")/boot.sh" "$root" "$3" "$4" || status=$?
  # SIGHUP is how the kernel tells of a reboot inside; after SIGKILL util-linux 2.38 ends with 1, newer ones by the same signal.
  case $status in 1 | 129 | 137) ;; *) break ;; esac
done
exit "$status"
