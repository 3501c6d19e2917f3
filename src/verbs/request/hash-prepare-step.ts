// A prepare module → a hash of all that it is made of, as far as its text tells: itself, and the files and folders that it, or a module it
// imports, names by a relative path, from its own folder or from the working directory.
import { createHash, type Hash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

// Quoted, with a slash or an extension, and nothing that a path seldom has.
const names = /(['"`])((?=[^'"`\n]*[/.])[^'"`\s\\$*?<>|]{2,200})\1/g
const extensions = ['', '.ts', '.mts', '.js', '.mjs', '.json', '/index.ts', '/index.js']
const isModule = /\.[cm]?[jt]sx?$/
const left = new Set(['node_modules', '.git'])

/** 16 hexadecimal digits; undefined where there is no such file. */
export async function hashPrepareStep(path: string): Promise<string | undefined> {
  if (!(await stat(path).catch(() => undefined))?.isFile()) return undefined
  const hash = createHash('sha256')
  await addFile(hash, path, new Set())
  return hash.digest('hex').slice(0, 16)
}

async function addFile(hash: Hash, path: string, seen: Set<string>): Promise<void> {
  if (seen.has(path)) return
  seen.add(path)
  const content = await readFile(path).catch(() => undefined)
  if (!content) return
  // Not its path, which is another one on another machine.
  hash.update(`${content.length} `).update(content)
  if (!isModule.test(path)) return
  for (const [, , name = ''] of content.toString().matchAll(names)) {
    for (const base of new Set([dirname(path), process.cwd()])) await addNamed(hash, base, name, seen)
  }
}

/** TypeScript names a module `.ts` by `.js`, and others leave the extension out. */
async function addNamed(hash: Hash, base: string, name: string, seen: Set<string>): Promise<void> {
  // Folders that hold the module would bring along whatever else is in them.
  if (/^[./]*$/.test(name) || name.startsWith('/') || name.split('/').some((part) => left.has(part))) return
  const path = resolve(base, name)
  for (const candidate of [...extensions.map((extension) => path + extension), path.replace(/\.js$/, '.ts')]) {
    const facts = await stat(candidate).catch(() => undefined)
    if (facts?.isFile()) return addFile(hash, candidate, seen)
    if (facts?.isDirectory() && candidate === path) await addFolder(hash, path, seen)
  }
}

async function addFolder(hash: Hash, path: string, seen: Set<string>): Promise<void> {
  if (seen.has(path)) return
  seen.add(path)
  const entries = await readdir(path, { withFileTypes: true })
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (left.has(entry.name)) continue
    hash.update(`${entry.name} `)
    if (entry.isDirectory()) await addFolder(hash, join(path, entry.name), seen)
    else if (entry.isFile()) await addFile(hash, join(path, entry.name), seen)
  }
}
