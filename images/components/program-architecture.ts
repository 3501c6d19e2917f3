// A program → the architecture that it is for, as its ELF header says: a cross compiler that was not asked builds for the host, and says nothing.
import { open } from 'node:fs/promises'

// e_machine of the ELF specification → Go's words.
const machines: Readonly<Record<number, string>> = { 0x3e: 'amd64', 0xb7: 'arm64' }

/** Go's word, or what stands there in hexadecimal. Throws for what is no program. */
export async function readArchitecture(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const head = Buffer.alloc(20)
    await handle.read(head, 0, head.length, 0)
    if (head.subarray(0, 4).toString('latin1') !== '\x7FELF') throw new Error(`${file} is no program of Linux`)
    const machine = head.readUInt16LE(18)
    return machines[machine] ?? `0x${machine.toString(16)}`
  } finally {
    await handle.close()
  }
}

/** Throws when it is for another one. */
export async function requireArchitecture(file: string, architecture: string): Promise<void> {
  const found = await readArchitecture(file)
  if (found !== architecture) throw new Error(`${file} is for ${found}, not for ${architecture}`)
}
