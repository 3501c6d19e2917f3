// What explains a row that failed, out of the guest: its journal, and what the package keeps of boots that failed.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Machine } from './machine/start-machine.ts'
import { payloadFolder } from './root/plan-root.ts'
import type { VmRow } from './rows/rows.ts'

const commands: Readonly<Record<string, string>> = {
  'journal.txt': 'journalctl --boot --no-pager --lines 3000',
  'containers.txt': 'docker ps --all; podman ps --all; cat /proc/meminfo; df -h',
  'kept.txt': `find /tmp/vitest-kind-round-* ${payloadFolder}/project/fixtures/projects/*/.vitest -type f -size -200k -exec tail -v -n 200 {} +`,
}

/** Resolves to the folder it lies in. */
export async function collectEvidence(machine: Machine, row: VmRow, parent: string): Promise<string> {
  const folder = join(parent, row.name)
  await mkdir(folder, { recursive: true })
  for (const [file, command] of Object.entries(commands)) {
    const lines: string[] = []
    await machine.run('root', command, { mayFail: true, onLine: (line) => void lines.push(line) })
    await writeFile(join(folder, file), `${lines.join('\n')}\n`)
  }
  return folder
}
