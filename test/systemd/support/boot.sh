#!/bin/sh
# The inside of a container: a copy of this machine's own system, its systemd as process 1. Started by bootedSystemd.ts in
# fresh namespaces; $1 is an empty folder for the mounts, $2 a folder that is seen at /srv/given, read-only.
# What belongs to the machine (kernel settings, devices) is read-only or missing inside, and all that is written is lost.
set -eu
work=$1
given=$2
root=$work/root
mount --make-rprivate /
mkdir -p "$work/layer" "$root"
mount -t tmpfs tmpfs "$work/layer"
mkdir "$work/layer/upper" "$work/layer/work"
mount -t overlay -o "lowerdir=/,upperdir=$work/layer/upper,workdir=$work/layer/work" overlay "$root"
mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,ro,bind "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
for folder in run tmp dev; do mount -t tmpfs -o mode=755 tmpfs "$root/$folder"; done
chmod 1777 "$root/tmp"
for device in null zero full random urandom tty; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/shm" "$root/dev/pts"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
# Never at a place that a boot cleans up, such as /tmp.
mkdir -p "$root/srv/given"
mount --bind "$given" "$root/srv/given"
mount -o remount,ro,bind "$root/srv/given"
# The services of this machine are none of ours.
rm -rf "$root"/etc/systemd/system/*.wants "$root"/etc/systemd/system/*.requires
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
mkdir "$root/run/old"
cd "$root"
pivot_root . run/old
umount -l run/old
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
  /lib/systemd/systemd --system --unit=basic.target --log-target=journal --show-status=0
