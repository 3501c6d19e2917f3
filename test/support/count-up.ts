// `node count-up.ts <file>`: a process that adds one to the number in a file, under the file's lock, and ends at once.
import { readFile, writeFile } from 'node:fs/promises'
import { withFileLock } from '../../src/support/file-lock.ts'

const [file = ''] = process.argv.slice(2)
await withFileLock(file, async () => writeFile(file, String(Number(await readFile(file, 'utf8')) + 1)), { waitMs: 120_000 })
process.exit()
