#!/bin/sh
# Removes what no node ever reads, and the units that have no business in a container.
set -eu

apt-get clean
rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/* /tmp/* \
  /usr/share/doc /usr/share/man /usr/share/info /usr/share/locale /usr/share/i18n /usr/share/lintian \
  /usr/share/bug /usr/share/common-licenses.bak /usr/lib/x86_64-linux-gnu/gconv /usr/lib/aarch64-linux-gnu/gconv \
  /usr/lib/udev /usr/share/zoneinfo/right /usr/share/zoneinfo/posix

cd /lib/systemd/system
# Nothing starts by itself; the Dockerfile enables what a node is for.
rm -rf /etc/systemd/system/*.wants multi-user.target.wants local-fs.target.wants timers.target.wants
# Of the system's own early services only these concern a container.
find sysinit.target.wants sockets.target.wants -type l \
  ! -name systemd-journald.service ! -name 'systemd-journald*.socket' ! -name systemd-sysctl.service \
  ! -name systemd-tmpfiles-setup.service -delete
# binfmt_misc belongs to the host's kernel.
systemctl mask systemd-binfmt.service systemd-firstboot.service getty.target console-getty.service
systemctl set-default multi-user.target

# Filled at the first start: see the entrypoint.
: >/etc/machine-id
# Under userns-remap a setuid program runs as the owner its file has there, and mount fails.
chmod u-s /usr/bin/mount /usr/bin/umount
