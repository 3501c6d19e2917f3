// The architectures that node images are built for, and what was meant by a word for one. Pure.
import { nearest } from '../support/nearest.ts'

/** As Go, images and Debian name them. */
export const architectures = ['amd64', 'arm64'] as const

export type Architecture = (typeof architectures)[number]

// What kernels, compilers and Node.js call the same.
const otherNames: Readonly<Record<string, Architecture>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  x64: 'amd64',
  aarch64: 'arm64',
  'arm64/v8': 'arm64',
  armv8: 'arm64',
}

export function isArchitecture(text: string): text is Architecture {
  return architectures.some((one) => one === text)
}

/** What is wrong with a word for an architecture, with the right one where that can be told; undefined: nothing. */
export function findArchitectureProblem(text: string): string | undefined {
  if (isArchitecture(text)) return undefined
  const bare = text.toLowerCase().replace(/^linux\//, '')
  const meant = otherNames[bare] ?? nearest(bare, architectures)
  return `"${text}": ${meant === undefined ? '' : `did you mean "${meant}"? `}known: ${architectures.join(', ')}`
}
