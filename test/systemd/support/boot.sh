#!/bin/sh
# One boot of a container, in fresh namespaces: $1 is the root, $2 a folder that is seen at /srv/given, read-only, $3 is what runs
# as process 1: systemd, or nothing that starts anything.
# What belongs to the machine (kernel settings, devices) is read-only or missing inside.
set -eu
root=$1
given=$2
mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,ro,bind "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
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
mount --bind "$given" "$root/srv/given"
mount -o remount,ro,bind "$root/srv/given"
if [ "$3" = systemd ]; then mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"; else ip link set lo up; fi
mkdir "$root/run/old" "$root/run/inside"
cd "$root"
pivot_root . run/old
umount -l run/old
boot() { exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"; }
if [ "$3" = systemd ]; then boot /lib/systemd/systemd --system --unit=multi-user.target --log-target=journal --show-status=0; fi
# It has to take leave of the processes that lose their parents.
boot sh -c 'while :; do sleep 3600 & wait; done'
