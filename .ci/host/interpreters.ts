// Programs of another architecture, run by this host's kernel: an interpreter is registered in binfmt_misc, and taken out again. The kernel keeps it
// open (flag F), so that it is there in containers, too.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const usualPlace = '/proc/sys/fs/binfmt_misc'

// The head of a program or library for arm64 in ELF, of 64 bits; of the mask's bytes, what may be different in it is 0.
const arm64 = {
  magic: '7f454c460201010000000000000000000200b700',
  mask: 'ffffffffffffff00fffffffffffffffffeffffff',
}

/** Resolves to what undoes it; only root may. One of this name that a killed run has left is replaced. */
export function registerArm64(name: string, interpreter: string): () => void {
  const { folder, leave } = openBinfmt()
  const entry = join(folder, name)
  const remove = (): void => {
    if (existsSync(entry)) writeFileSync(entry, '-1')
  }
  try {
    remove()
    writeFileSync(join(folder, 'register'), renderRegistration(name, interpreter))
  } catch (error) {
    leave()
    throw error
  }
  return () => {
    remove()
    leave()
  }
}

/** A line as the kernel takes it (Documentation/admin-guide/binfmt-misc.rst): P keeps argv[0], O opens the program, C takes its rights. */
export function renderRegistration(name: string, interpreter: string): string {
  const bytes = (hex: string): string => hex.replaceAll(/../g, String.raw`\x$&`)
  return `:${name}:M::${bytes(arm64.magic)}:${bytes(arm64.mask)}:${interpreter}:POCF`
}

/** Where it is mounted; else a mount of our own, for as long as it is needed. */
function openBinfmt(): { readonly folder: string; leave(): void } {
  if (existsSync(join(usualPlace, 'register'))) return { folder: usualPlace, leave: () => undefined }
  mkdirSync(tmpdir(), { recursive: true })
  const folder = mkdtempSync(join(tmpdir(), 'vitest-kind-binfmt-'))
  execFileSync('mount', ['-t', 'binfmt_misc', 'binfmt_misc', folder])
  return {
    folder,
    leave() {
      if (readdirSync(folder).length > 0) execFileSync('umount', [folder])
      rmdirSync(folder)
    },
  }
}
