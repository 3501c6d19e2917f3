// What README.md shows of our output, and how to compare it with what a run prints: figures and names of clusters differ each time.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Fences without a language hold output and nothing else. */
export function readOutputs(text = readFileSync(join(root, 'README.md'), 'utf8')): string[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, language]) => language === '')
    .map(([, , body = '']) => body.trimEnd())
}

/** The one that holds a word. */
export function requireOutput(word: string): string {
  const found = readOutputs().filter((output) => output.includes(word))
  if (found.length !== 1) throw new Error(`${found.length} outputs in README.md hold "${word}"`)
  return found[0]!
}

/** Lines of an output in the README that are not among those of a run; `…` stands for lines left out. */
export function findUnprinted(shown: string, printed: string): string[] {
  const lines = new Set(printed.split('\n').map(blur))
  return shown.split('\n').filter((line) => line.trim() !== '…' && !lines.has(blur(line)))
}

function blur(line: string): string {
  return line
    .replace(/\b(vitest-[\da-f]{6}|vitest-slow|web(?=["/-]))/g, '<cluster>')
    .replace(/\S+\/\.vitest\//, '<root>/.vitest/')
    .replaceAll(/ *\d+(\.\d+)? ?(m?s)\b/g, ' <time>')
    .replace(/\(\d+ files\)/, '(<count> files)')
    .replace(/^\w+Error: (?=KIND_)/, '')
    .trimEnd()
}
