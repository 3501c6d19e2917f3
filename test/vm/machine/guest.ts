// A command in the guest, by ssh.
import { join } from 'node:path'
import { type ProgramEnd, runProgram, type RunOptions } from '../run-program.ts'

export interface GuestAddress {
  readonly sshPort: number
  /** Holds the key. */
  readonly folder: string
}

export function keyFile(folder: string): string {
  return join(folder, 'key')
}

export function planSsh({ sshPort, folder }: GuestAddress, user: string, script: string): string[] {
  const options = {
    BatchMode: 'yes',
    // Its keys were made with the root, and it is reached by this host's loopback alone.
    StrictHostKeyChecking: 'no',
    UserKnownHostsFile: '/dev/null',
    LogLevel: 'ERROR',
    IdentitiesOnly: 'yes',
    // Greeting included: qemu takes a connection long before the guest does.
    ConnectTimeout: '60',
  }
  const flags = Object.entries(options).map(([name, value]) => `-o${name}=${value}`)
  return ['-F', 'none', ...flags, '-i', keyFile(folder), '-p', String(sshPort), `${user}@127.0.0.1`, script]
}

export function runInGuest(address: GuestAddress, user: string, script: string, options: RunOptions): Promise<ProgramEnd> {
  return runProgram('ssh', planSsh(address, user, script), options)
}
