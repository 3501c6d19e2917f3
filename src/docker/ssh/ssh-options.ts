// With what ssh is called, always: it asks nobody anything, and gives up in time.

// Under the 10 s after which an engine counts as silent: ssh says why.
const connectS = 8
// A line that is dead, as after a VPN, is dropped after three of them.
const aliveS = 5

/** `A=b` → as ssh takes it. */
export function sshOptions(...options: readonly string[]): string[] {
  return options.flatMap((option) => ['-o', option])
}

/** Nobody is there to be asked for a password, and a test run would wait for ever. */
export const patience: readonly string[] = sshOptions('BatchMode=yes', `ConnectTimeout=${connectS}`, `ServerAliveInterval=${aliveS}`)
