// The package as npm would publish it now, built first as its publishing does, and not kept.
import { execFileSync } from 'node:child_process'

export interface Package {
  readonly filename: string
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

export function readPackage(root: string): Package {
  const text = execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 })
  const [made]: Package[] = JSON.parse(text)
  if (made === undefined) throw new Error(`npm pack named no package: ${text}`)
  return made
}
