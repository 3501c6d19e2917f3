// Where files of this package lie, asked from wherever this code runs: in src/, where a file is where its source is, or in dist/, where
// one file holds many sources and all of them lie side by side. So nobody else may go by the place of their own file.
import { fileURLToPath } from 'node:url'

/** Sources that are started, or loaded, by their path. */
export const programs = ['docker/images/build-program', 'keeper/main', 'reaper/main', 'vitest/main/setup'] as const

export type Program = (typeof programs)[number]

const isBuilt = !import.meta.url.endsWith('.ts')

/** The folder with package.json and images/; the URL ends with a slash. */
export const packageRoot = new URL(isBuilt ? '../' : '../../', import.meta.url)

/** Absolute path; in this repository Node.js strips the types. */
export function findProgram(program: Program): string {
  return fileURLToPath(new URL(isBuilt ? `dist/${programFile(program)}` : `src/${program}.ts`, packageRoot))
}

/** Its name in dist/. */
export function programFile(program: Program): string {
  return `${program.replaceAll('/', '-')}.js`
}
