// The recipe → a disk with its kernel, made once and kept in the project's cache under the hash of the recipe.
import { chmod, copyFile, mkdir, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findMirror } from '../../../images/base/debian-image.ts'
import { acquireKernelLock } from '../../../src/support/kernel-lock.ts'
import { runProgram } from '../run-program.ts'
import { hashRoot, type RootRecipe } from './plan-root.ts'

export interface RootDisk {
  readonly disk: string
  readonly kernel: string
  readonly initrd: string
}

/** Below `folder`, which is the caller's alone with its fellows. Roots of other recipes are removed from it. */
export async function ensureRoot(
  recipe: RootRecipe,
  folder: string,
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): Promise<RootDisk> {
  const name = `root-${hashRoot(recipe)}`
  const target = join(folder, name)
  const lock = await acquireKernelLock(join(folder, 'root.lock'), {
    kind: 'exclusive',
    signal,
    onWait: () => say('another run makes the root of the virtual machine; waiting for it'),
  })
  try {
    // Whoever has the lock is the only one who builds: what is not whole is of a build that was killed.
    const others = (await readdir(folder)).filter((entry) => entry.startsWith('root-') && entry !== name)
    for (const other of others) await rm(join(folder, other), { recursive: true, force: true })
    const isThere = (await readdir(folder)).includes(name)
    if (!isThere) await build(recipe, target, { say, signal })
  } finally {
    lock.release()
  }
  return { disk: join(target, 'disk.img'), kernel: join(target, 'vmlinuz'), initrd: join(target, 'initrd.img') }
}

async function build(
  recipe: RootRecipe,
  target: string,
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): Promise<void> {
  const startedAt = performance.now()
  say(`making the root of the virtual machine: Debian ${recipe.suite} with ${recipe.packages.length} packages and what they need`)
  const draft = `${target}.part`
  const root = join(draft, 'root')
  try {
    await mkdir(draft, { recursive: true })
    const source = `deb ${await findMirror()} ${recipe.suite} main`
    const hooks = recipe.commands.map((command) => `--customize-hook=chroot "$1" ${command}`)
    const include = `--include=${recipe.packages.join(',')}`
    await runProgram('mmdebstrap', ['--variant=minbase', include, ...hooks, recipe.suite, root, source], { signal })
    for (const [path, content] of Object.entries(recipe.files)) {
      await rm(join(root, path), { force: true })
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), content)
    }
    await chmod(draft, 0o755)
    // Debian keeps links to the newest of both.
    await copyFile(join(root, 'vmlinuz'), join(draft, 'vmlinuz'))
    await copyFile(join(root, 'initrd.img'), join(draft, 'initrd.img'))
    await makeFileSystem(root, join(draft, 'disk.img'), recipe.diskBytes, signal)
    await rm(root, { recursive: true, force: true })
    await rename(draft, target)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  say(`making the root of the virtual machine: done in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
}

/** A folder → a sparse image of an ext4 of that size; without a journal, for nothing of it is kept. */
export async function makeFileSystem(folder: string, image: string, bytes: number, signal: AbortSignal): Promise<void> {
  await writeFile(image, '')
  await truncate(image, bytes)
  await runProgram('mkfs.ext4', ['-q', '-F', '-O', '^has_journal', '-d', folder, image], { signal })
}
