// fixtures/evidence/<name>.txt → evidence as a boot would have collected it. `#` lines at the top say where it is from, and each source
// begins with `=== [node] source`. Without what looks like a secret, as all evidence is.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { EvidenceSource } from '../../src/boot/evidence/evidence.ts'
import { createRedactor } from '../../src/support/redaction/redactor.ts'

export interface CapturedEvidence {
  /** The cause that it shows, or `healthy` or `unknown`; what follows a dot tells several of them apart. */
  readonly name: string
  readonly cause: string
  readonly about: string
  readonly sources: readonly EvidenceSource[]
}

const { redact } = createRedactor()
const folder = join(import.meta.dirname, '../../fixtures/evidence')

export function readCapturedEvidence(): CapturedEvidence[] {
  return globSync('*.txt', { cwd: folder })
    .toSorted()
    .map((file) => {
      const [about = '', ...parts] = readFileSync(join(folder, file), 'utf8').split(/^=== /m)
      const name = basename(file, '.txt')
      return {
        name,
        cause: name.split('.')[0]!,
        about: about.replaceAll(/^# ?/gm, '').trim(),
        sources: parts.map((part) => {
          const [head = '', ...lines] = part.split('\n')
          const [source = '', node = ''] = head.split(' ').toReversed()
          // Of a whole message, what a boot has of it when its causes are looked for.
          return {
            node,
            source,
            text: redact(
              lines
                .join('\n')
                .replaceAll(/^ {2}seen {3}/gm, '')
                .trim(),
            ),
          }
        }),
      }
    })
}
