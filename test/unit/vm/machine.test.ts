// What the virtual machine is made of, and what is said where it cannot be had. The machine itself is `npm run test:vm`.
import { expect, test } from 'vitest'
import { refuseWithout } from '../../vm/host-programs.ts'
import { planSsh } from '../../vm/machine/guest.ts'
import { planMachine } from '../../vm/machine/plan-machine.ts'
import { hashRoot, rootRecipe } from '../../vm/root/plan-root.ts'

const root = { disk: '/c/root/disk.img', kernel: '/c/root/vmlinuz', initrd: '/c/root/initrd.img' }

test('one processor whose time is its instructions, two disks that keep nothing, a way in and none out', () => {
  const command = planMachine({ root, payload: '/c/m/payload.img', sshPort: 2222, console: '/c/m/console.log', memoryMiB: 8_192 })
  expect(command.join(' ').replaceAll(' -', '\n-')).toMatchInlineSnapshot(`
    "qemu-system-x86_64
    -machine q35
    -cpu max,-la57,-erms,-smap,-avx,-avx2
    -smp 1
    -m 8192M
    -accel tcg,thread=single
    -icount shift=0
    -kernel /c/root/vmlinuz
    -initrd /c/root/initrd.img
    -append root=/dev/vda rw console=ttyS0 tsc=reliable clocksource=tsc mitigations=off panic=-1
    -snapshot
    -drive file=/c/root/disk.img,if=virtio,format=raw,cache=unsafe
    -drive file=/c/m/payload.img,if=virtio,format=raw,cache=unsafe
    -netdev user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:2222-:22
    -device virtio-net-pci,netdev=net
    -device virtio-rng-pci
    -nodefaults
    -display none
    -serial file:/c/m/console.log
    -no-reboot"
  `)
})

test('a command in the guest goes by a key of that machine, and leaves no trace in files of the user', () => {
  expect(planSsh({ sshPort: 2222, folder: '/c/m' }, 'root', 'systemctl status').join(' ')).toMatchInlineSnapshot(
    `"-F none -oBatchMode=yes -oStrictHostKeyChecking=no -oUserKnownHostsFile=/dev/null -oLogLevel=ERROR -oIdentitiesOnly=yes -oConnectTimeout=60 -i /c/m/key -p 2222 root@127.0.0.1 systemctl status"`,
  )
})

test('a root is Debian with the engines that are tried, of which none runs by itself', () => {
  expect(rootRecipe.packages.join(' ')).toMatchInlineSnapshot(
    `"linux-image-cloud-amd64 systemd-sysv libpam-systemd dbus-user-session udev kmod iproute2 openssh-server procps ca-certificates git libatomic1 docker.io apparmor iptables nftables rootlesskit slirp4netns uidmap fuse-overlayfs podman crun netavark aardvark-dns"`,
  )
  expect(rootRecipe.commands.join('\n')).toMatchInlineSnapshot(`
    "useradd --create-home --shell /bin/bash developer
    systemctl disable docker.service docker.socket containerd.service podman.service podman.socket podman-restart.service
    systemctl enable systemd-networkd.service"
  `)
  expect(rootRecipe.files['/etc/systemd/system/docker-29.service']).toMatchInlineSnapshot(`
    "[Unit]
    Conflicts=docker.service docker.socket containerd.service
    After=docker.service docker.socket containerd.service

    [Service]
    Type=notify
    Environment=PATH=/payload/docker-29:/usr/sbin:/usr/bin:/sbin:/bin
    ExecStartPre=rm -f /run/containerd/containerd.sock
    ExecStart=/payload/docker-29/dockerd --data-root /var/lib/docker-29 --exec-root /run/docker-29
    TimeoutStartSec=infinity
    LimitNOFILE=1048576
    LimitNPROC=infinity
    LimitCORE=infinity
    TasksMax=infinity
    Delegate=yes
    KillMode=mixed
    "
  `)
  expect(Object.keys(rootRecipe.files).join('\n')).toMatchInlineSnapshot(`
    "/etc/hostname
    /etc/hosts
    /etc/resolv.conf
    /etc/fstab
    /etc/systemd/network/80-guest.network
    /etc/ssh/sshd_config.d/guest.conf
    /etc/modules-load.d/rootless.conf
    /etc/systemd/system/user@.service.d/delegate.conf
    /var/lib/systemd/linger/developer
    /etc/systemd/system/docker-29.service
    /etc/systemd/user/docker-rootless.service"
  `)
})

test('a root that is kept is one of the same recipe', () => {
  expect(hashRoot({ ...rootRecipe, files: { ...rootRecipe.files } })).toBe(hashRoot(rootRecipe))
  expect(hashRoot({ ...rootRecipe, packages: [...rootRecipe.packages, 'curl'] })).not.toBe(hashRoot(rootRecipe))
})

test('where it cannot be made, that is said with what is lacking, before anything is', () => {
  expect(refuseWithout(['qemu-system-x86'], true)).toBeUndefined()
  expect(refuseWithout(['qemu-system-x86', 'mmdebstrap'], false)).toMatchInlineSnapshot(
    `"the virtual machine's root is made of Debian's packages by root on Debian, and this host lacks qemu-system-x86 mmdebstrap"`,
  )
  expect(refuseWithout([], false)).toMatchInlineSnapshot(`"the virtual machine's root is made of Debian's packages by root on Debian"`)
})
