// A program → the architecture that it is for, as its ELF header says: a cross compiler that was not asked builds for the host, and says nothing.
import { open } from 'node:fs/promises'

// e_machine of the ELF specification → Go's words.
const machines: Readonly<Record<number, string>> = { 0x3e: 'amd64', 0xb7: 'arm64' }

/** What of a file has to be read to tell. */
export const elfHeadBytes = 20

/** Go's word, or what stands there in hexadecimal; undefined for what is no program or library. */
export function parseArchitecture(head: Buffer): string | undefined {
  if (head.length < elfHeadBytes || head.toString('latin1', 0, 4) !== '\x7FELF') return undefined
  const machine = head.readUInt16LE(18)
  return machines[machine] ?? `0x${machine.toString(16)}`
}

/** Throws for what is no program. */
export async function readArchitecture(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const head = Buffer.alloc(elfHeadBytes)
    await handle.read(head, 0, head.length, 0)
    const architecture = parseArchitecture(head)
    if (architecture === undefined) throw new Error(`${file} is no program of Linux`)
    return architecture
  } finally {
    await handle.close()
  }
}

/** Throws when it is for another one. */
export async function requireArchitecture(file: string, architecture: string): Promise<void> {
  const found = await readArchitecture(file)
  if (found !== architecture) throw new Error(`${file} is for ${found}, not for ${architecture}`)
}
