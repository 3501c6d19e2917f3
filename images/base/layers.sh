#!/bin/sh
# Makes the two image layers whose files are Debian's: /kind/layers/busybox (a shell) and
# /kind/layers/net-tools (what kube-proxy and flannel call, with its libraries, about 10 MB).
set -eu

busybox=/kind/layers/busybox
mkdir -p $busybox/bin $busybox/tmp
chmod 1777 $busybox/tmp
cp /tmp/busybox/bin/busybox $busybox/bin/
for applet in $($busybox/bin/busybox --list); do
  [ "$applet" = busybox ] || ln -s busybox "$busybox/bin/$applet"
done

tools=/kind/layers/net-tools
mkdir -p $tools/usr/lib64 $tools/usr/sbin
ln -s usr/lib $tools/lib
ln -s usr/lib64 $tools/lib64
programs="/usr/sbin/xtables-legacy-multi /usr/sbin/xtables-nft-multi /usr/sbin/nft /usr/sbin/conntrack /usr/bin/ip"
cp --parents --no-dereference $programs /usr/sbin/ip*tables-legacy* /usr/sbin/ip*tables-nft* /usr/lib/*/xtables/*.so $tools
# The names without a mode, decided at the first call.
cp /tmp/iptables-as-node $tools/usr/sbin/
for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
  ln -s iptables-as-node $tools/usr/sbin/$name
done
for library in $(ldd $programs /usr/lib/*/xtables/*.so | sed -nE 's/^\t(.* => )?(\/[^ ]+) .*/\2/p' | sort -u); do
  mkdir -p "$tools/usr$(dirname "$library")"
  cp --dereference "$library" "$tools/usr$library"
done
