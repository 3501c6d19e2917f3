// A Debian package → its program, with all that it needs and this host has not. Nothing is installed, and so nothing of it starts by itself.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findMissingPackages } from '../../.ci/host/debian-packages.ts'

const run = promisify(execFile)
const cacheDir = join(import.meta.dirname, '../../.cache')

/** `brings`: the program. What is in front of a command that calls it; empty where the host has it. */
export async function unpackDebianProgram({ name, brings }: { readonly name: string; readonly brings: string }): Promise<string> {
  if (findMissingPackages([{ name, brings }]).length === 0) return ''
  const folder = await unpackDebianPackage(name)
  const places = (...parts: readonly string[]): string => parts.map((part) => join(folder, part)).join(':')
  const libraries = ['lib', 'usr/lib'].map((part) => `${part}/x86_64-linux-gnu`)
  return `env PATH=${places('usr/sbin', 'usr/bin', 'sbin', 'bin')}:$PATH LD_LIBRARY_PATH=${places(...libraries)}`
}

/** The folder that is the root of its files, and of those that it needs. */
export async function unpackDebianPackage(name: string): Promise<string> {
  const folder = join(cacheDir, `debian-${name}`)
  if (!existsSync(folder)) await unpack(name, folder)
  return folder
}

async function unpack(name: string, folder: string): Promise<void> {
  await mkdir(cacheDir, { recursive: true })
  const work = await mkdtemp(join(cacheDir, 'debian-'))
  try {
    const archives = join(work, 'archives')
    await mkdir(join(archives, 'partial'), { recursive: true })
    const options = ['-o', `Dir::Cache::archives=${archives}`, '-o', 'APT::Sandbox::User=root', '-o', 'DPkg::Lock::Timeout=120']
    const download = ['--yes', '--download-only', '--no-install-recommends', ...options, 'install', name]
    // Lists of before name versions that are gone.
    await run('apt-get', download).catch(async () => {
      await run('apt-get', ['update', ...options])
      await run('apt-get', download)
    })
    for (const file of await readdir(archives))
      if (file.endsWith('.deb')) await run('dpkg', ['-x', join(archives, file), join(work, 'root')])
    await rename(join(work, 'root'), folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
