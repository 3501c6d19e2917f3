import { expect, test } from 'vitest'
import { translateGoFlags } from '../../../src/cli/go-flags.ts'
import { createProgram } from '../../../src/cli/program.ts'

const program = createProgram()
const translate = (line: string): string => translateGoFlags(line.split(' '), program).join(' ')

test.for([
  ['create cluster -n=web -v=1', 'create cluster -n web -v 1'],
  ['create cluster --name=web --retain=true --wait=5m', 'create cluster --name=web --retain --wait=5m'],
  ['get nodes -A=true -q=false', 'get nodes -A'],
  ['get kubeconfig --internal=false', 'get kubeconfig'],
  ['-v=3 -q=1 delete clusters --all=T', '-v 3 -q delete clusters --all'],
] as const)('%s is %s', ([line, same]) => {
  expect(translate(line)).toBe(same)
})

test.for([
  // Neither a truth nor a lie: the parser tells.
  'create cluster --retain=perhaps',
  'create cluster --no-such=true',
  'load docker-image web:1 --nodes=a,b',
  'delete clusters -- -n=web',
  'exec web-worker env -n=5 sh --quiet=true',
])('%s is left as it is', (line) => {
  expect(translate(line)).toBe(line)
})
