// What is tried in the virtual machine, and how that is asked for and told.
import { expect, test } from 'vitest'
import { planSteps } from '../../engines/plan-steps.ts'
import { readArguments } from '../../vm/arguments.ts'
import { rows } from '../../vm/rows/rows.ts'
import { planRow, readOutcome } from '../../vm/rows/walk-row.ts'
import { renderOutcome } from '../../vm/table.ts'

test('all rows, or as many as are named, in their order', () => {
  expect(readArguments([]).rows.map(({ name }) => name)).toEqual(rows.map(({ name }) => name))
  const {
    rows: some,
    steps,
    patience,
    stay,
  } = readArguments(['--only', 'podman,docker-29', '--steps', 'kill', '--patience', '5', '--stay'])
  expect({ some: some.map(({ name }) => name), steps, patience, stay }).toEqual({
    some: ['docker-29', 'podman'],
    steps: 'kill',
    patience: 5,
    stay: true,
  })
})

test('what cannot be meant is refused, with what there is', () => {
  const refusal = (...argv: string[]): string => {
    try {
      return JSON.stringify(readArguments(argv))
    } catch (error) {
      return (error as Error).message
    }
  }
  expect(refusal('--only', 'nerdctl')).toMatchInlineSnapshot(`
    "--only nerdctl: there are no such rows
    npm run test:vm -- [--only docker-20.10,docker-29,rootless,podman,kind] [--steps quick-start,…] [--patience N] [--stay]"
  `)
  expect(refusal('--steps', 'boot')).toMatchInlineSnapshot(`
    "--steps boot: there are no such steps; there are one-node,quick-start,two-nodes,load,rest,restart,delete,kill
    npm run test:vm -- [--only docker-20.10,docker-29,rootless,podman,kind] [--steps quick-start,…] [--patience N] [--stay]"
  `)
  expect(refusal('--patience', '0')).toContain('--patience 0: expected a number from 1\n')
  expect(refusal('--fast')).toContain("Unknown option '--fast'")
})

test('what is done to a cluster of two nodes has it made before, and removed', () => {
  const names = (list?: string): string =>
    planSteps(list)
      .map(({ name }) => name)
      .join(' ')
  expect(names()).toBe('quick-start two-nodes load rest restart delete kill')
  expect(names('kill')).toBe('kill')
  expect(names('restart')).toBe('two-nodes restart delete')
})

test('a row is walked in the guest by its user, on its engine', () => {
  const [first] = rows
  expect(planRow(first!, { steps: undefined, patience: 3 })).toMatchInlineSnapshot(`
    "cd /payload/project
    export NO_COLOR=1 PATH=$PWD/node_modules/.bin:$PATH DOCKER_HOST=unix:///run/docker.sock
    exec test/engines/round.ts /payload/images.tar --unit docker.service --patience 3"
  `)
  expect(
    planRow(
      rows.find(({ name }) => name === 'kind')!,
      { steps: undefined, patience: 3 },
    ),
  ).toMatch(/test\/vm\/rows\/kind\.sh$/)
})

test('an outcome is read from what a round printed, and told in a line', () => {
  const lines = [
    'vitest-kind: …',
    'engine: Docker 20.10.24, overlay2',
    'did: the quick start (126.4 s)',
    'failed: deleted (3.0 s)',
    'Error: …',
  ]
  const outcome = { row: 'docker', what: '', minutes: 40.2, ...readOutcome(lines, 1) }
  expect(renderOutcome(outcome)).toMatchInlineSnapshot(
    `"docker: FAILED: deleted (3.0 s); Docker 20.10.24, overlay2; in the guest's seconds: the quick start 126.4; 40 minutes here"`,
  )
  expect(readOutcome([], 255)).toEqual({ did: [], engine: undefined, failed: 'it ended with code 255' })
})
