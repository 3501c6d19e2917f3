// The page "When it does not work" is made of the rules and of the evidence that they are tried on: `vitest run -u` writes it.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Cause } from '../../src/boot/causes/cause.ts'
import { findCauses } from '../../src/boot/causes/find-cause.ts'
import { causeGroups } from '../../src/boot/causes/index.ts'
import { readCapturedEvidence } from '../support/read-captured-evidence.ts'
import { readText, root } from './read-sources.ts'

const captured = readCapturedEvidence()

test('the page has every cause, with what is seen of it, why, and what to do', async () => {
  await expect(renderPage()).toMatchFileSnapshot(join(root, 'src/boot/causes/README.md'))
})

test('the README leads there', () => {
  expect(readText('README.md')).toContain('](src/boot/causes/README.md)')
})

test('what is to be done with a command of ours names one that there is', () => {
  const commands = ['get clusters', 'doctor', 'build node-image', 'prune', 'export logs', 'delete cluster']
  const named = causeGroups.flatMap(({ causes }) =>
    causes.flatMap(({ do: text }) => text.match(/npx vitest-kind [a-z]+( [a-z-]+)?/g) ?? []),
  )
  expect(named.filter((name) => !commands.some((command) => name.startsWith(`npx vitest-kind ${command}`)))).toEqual([])
})

function renderPage(): string {
  return [
    '# When it does not work',
    `A boot that fails says what it waited for, what it saw last and, where a rule knows it, why: \`cause\` and \`do\` of the message. This page
has all ${captured.length === 0 ? 0 : causeGroups.flatMap(({ causes }) => causes).length} rules; it is made of them. A failure that none of them fits has no \`cause\`: then \`seen\` has the last words of the program that
failed, and the rest lies where \`kept\` points.`,
    `- \`npx vitest-kind doctor\` looks at the host before anything is started.
- The evidence is a folder for each node: its console, the journals of systemd, containerd and the kubelet, the logs of its containers
  (in the folder pods), its limits, networks and units, and what the API server says of nodes, pods and events. \`error.txt\` is the message itself.
- It stays when the cluster is deleted, until the next boot of a cluster of that name, or \`npx vitest-kind prune\`.
- \`keepOnFailure: true\` (\`--retain\`) keeps the nodes, too: \`docker exec -it NODE bash\`.`,
    ...causeGroups.flatMap(({ title, causes }) => [`## ${title}`, ...causes.flatMap(renderCause)]),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n')
}

function renderCause(cause: Cause): string[] {
  const shown = captured.find(({ name }) => name === cause.name) ?? captured.find((one) => one.cause === cause.name)
  const seen = shown && findCauses([cause], shown)[0]?.seen
  const name = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (_whole, group: string) => group.toUpperCase())
  return [
    `### \`${cause.name}\``,
    describeSource(shown?.about ?? ''),
    `\`\`\`\n${seen ?? ''}\n\`\`\``,
    `**Cause:** ${name(cause.why)}.`,
    `**Do:** ${name(cause.do)}.`,
  ]
}

/** Provoked by us, it is headed by the versions that it was provoked on. */
function describeSource(about: string): string {
  const [how = '', versions] = about.split('; vitest-kind ')
  return versions === undefined ? `Known from: ${about}.` : `Provoked by: ${how}.`
}
