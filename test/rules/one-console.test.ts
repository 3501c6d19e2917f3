import { expect, test } from 'vitest'
import { parseSource, readSources, type Source } from './read-sources.ts'

// Programs of their own, whose output is the wire to the one that started them.
const children = ['src/reaper/main.ts', 'src/docker/images/build-program.ts']

test('only the command line program prints, and only it ends the process', () => {
  expect(findPrinting(readSources('src/**/*.ts'))).toEqual([])
})

test('the rule notices each way to do so', () => {
  const lines = ['console.log(1)', 'process.exit(1)', 'process.stdout.write("")', 'process.stderr.write("")', 'const { stdout } = process']
  for (const line of lines) expect(findPrinting([parseSource('src/boot/x.ts', line)])).toEqual(['src/boot/x.ts:1'])
  expect(findPrinting([parseSource('src/cli/output.ts', 'process.stdout.write("")')])).toEqual([])
})

function findPrinting(sources: readonly Source[]): string[] {
  const use =
    /(?<!['"`])\bconsole\s*\.|\bprocess\s*\.\s*(exit|stdout|stderr)\b|\b(exit|stdout|stderr)\b[^}\n]*\}\s*(=|from)\s*['"]?(node:)?process\b/
  return sources
    .filter(({ path }) => !children.includes(path) && !/^src\/cli(\/|\.ts$)/.test(path))
    .flatMap(({ path, code }) => code.split('\n').flatMap((line, index) => (use.test(line) ? [`${path}:${index + 1}`] : [])))
}
