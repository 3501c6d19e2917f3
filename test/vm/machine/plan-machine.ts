// A root, a disk with what is to be tried, a port → the command line of the virtual machine. Pure.
import type { RootDisk } from '../root/build-root.ts'

// What is quick in a processor and slow when it is emulated is left out. erms: the kernel copies and clears a byte at a time. smap: each look of it at a
// program's memory ends a translated block. avx: hashes are made with it. la57: a fifth level of page tables to walk.
const processor = 'max,-la57,-erms,-smap,-avx,-avx2'

export interface MachineParts {
  readonly root: RootDisk
  readonly payload: string
  /** Of this host's loopback; leads to the guest's ssh. */
  readonly sshPort: number
  /** File that gets what the guest's kernel and systemd say. */
  readonly console: string
  readonly memoryMiB: number
}

/**
 * One processor whose time is its instructions, a nanosecond each: nothing in the guest runs into a deadline because this host is slow, and what
 * it says it took is what a slow but real machine would take. A second processor hangs with that while the kernel brings it up; without it,
 * the API server's own deadlines of 10 s end it.
 */
export function planMachine({ root, payload, sshPort, console, memoryMiB }: MachineParts): string[] {
  // The kernel trusts the counter of instructions, and does not turn to a clock that costs an emulated device for each look.
  const kernel = 'root=/dev/vda rw console=ttyS0 tsc=reliable clocksource=tsc mitigations=off panic=-1'
  const options: readonly (readonly string[])[] = [
    ['-machine', 'q35'],
    ['-cpu', processor],
    ['-smp', '1'],
    ['-m', `${memoryMiB}M`],
    ['-accel', 'tcg,thread=single'],
    ['-icount', 'shift=0'],
    ['-kernel', root.kernel],
    ['-initrd', root.initrd],
    ['-append', kernel],
    // Written to what qemu keeps beside and nobody else can open: a root serves many machines, and nothing of one stays.
    ['-snapshot'],
    ['-drive', `file=${root.disk},if=virtio,format=raw,cache=unsafe`],
    ['-drive', `file=${payload},if=virtio,format=raw,cache=unsafe`],
    // restrict: no way out of the guest.
    ['-netdev', `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${sshPort}-:22`],
    ['-device', 'virtio-net-pci,netdev=net'],
    ['-device', 'virtio-rng-pci'],
    ['-nodefaults'],
    ['-display', 'none'],
    ['-serial', `file:${console}`],
    ['-no-reboot'],
  ]
  return ['qemu-system-x86_64', ...options.flat()]
}
