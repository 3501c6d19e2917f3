// The short form of the bench: a boot of ours and of the real kind's in turn, held against the ratios that stand in test/bench/recorded.json. Of
// times and of processor time; never of seconds. Where nothing is recorded of such a machine, and of times while others use it, it compares nothing.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

test("a boot takes no larger part of kind's time, and of its processor time, than is recorded", async ({ annotate }) => {
  const { code, output } = await checkBench()
  // What was compared, or why nothing was.
  await annotate(output)
  expect(code, output).toBe(0)
})

function checkBench(): Promise<{ readonly code: unknown; readonly output: string }> {
  const program = join(root, 'node_modules/tsx/dist/cli.mjs')
  return new Promise((resolve) => {
    execFile(process.execPath, [program, join(root, 'test/bench/main.ts'), '--check'], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? error.signal) : 0, output: `${stderr}${stdout}` }),
    )
  })
}
