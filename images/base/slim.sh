#!/bin/sh
# Removes what no node ever reads, and the units that have no business in a container.
set -eu

apt-get clean
rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/* /tmp/* \
  /usr/share/doc /usr/share/man /usr/share/info /usr/share/locale /usr/share/i18n /usr/share/lintian \
  /usr/share/bug /usr/lib/*/gconv /usr/lib/udev /usr/share/zoneinfo/right /usr/share/zoneinfo/posix

# The engine copies /var into a volume for every node; the package database's thousand files need not be there.
mv /var/lib/dpkg /usr/lib/dpkg-database
ln -s /usr/lib/dpkg-database /var/lib/dpkg

cd /lib/systemd/system
# Nothing starts by itself; the Dockerfile enables what a node is for.
rm -rf /etc/systemd/system/*.wants multi-user.target.wants local-fs.target.wants timers.target.wants
# Of the system's own early services only these concern a container.
find sysinit.target.wants sockets.target.wants -type l \
  ! -name systemd-journald.service ! -name systemd-journald.socket ! -name systemd-journald-dev-log.socket \
  ! -name systemd-sysctl.service -delete
# binfmt_misc belongs to the host's kernel, mounts to the engine, and nobody logs in.
systemctl mask systemd-binfmt.service systemd-remount-fs.service systemd-firstboot.service getty.target console-getty.service
systemctl set-default multi-user.target

# Filled at the first start: see the entrypoint.
: >/etc/machine-id
# Under userns-remap a setuid program runs as the owner its file has there, and mount fails.
chmod u-s /usr/bin/mount /usr/bin/umount
