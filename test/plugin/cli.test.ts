// The command line where no cluster is needed: what goes to stdout, what to stderr, and how it ends.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const nowhere = { DOCKER_HOST: 'unix:///nowhere.sock' }

describe('help and version', () => {
  test('alone it prints its help and ends well; a group alone prints its help and fails', async () => {
    expect(await runCli([])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: vitest-kind'), stderr: '' })
    const group = await runCli(['get'])
    expect(group).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('get clusters') && expect.stringContaining('a subcommand is required') })
    expect(await runCli(['get', 'cluster'])).toMatchObject({ code: 1, stderr: expect.stringContaining('unknown command "cluster"') })
  })

  test('the version, in full and bare', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
    expect((await runCli(['version'])).stdout).toMatch(new RegExp(`^vitest-kind v${version} node\\d+\\.\\d+\\.\\d+ \\w+/\\w+\\n$`))
    expect(await runCli(['version', '-q'])).toMatchObject({ code: 0, stdout: `${version}\n` })
    expect((await runCli(['--version'])).stdout).toContain(version)
  })

  test('completion scripts of every shell know the commands; bash can read its own', async () => {
    for (const shell of ['bash', 'zsh', 'fish', 'powershell']) expect((await runCli(['completion', shell])).stdout).toContain('image-archive')
    const { stdout } = await runCli(['completion', 'bash'])
    const complete = `${stdout}\nCOMP_WORDS=(vitest-kind get no); COMP_CWORD=2; __vitest_kind; echo "\${COMPREPLY[@]}"`
    expect((await promisify(execFile)('bash', ['-c', complete])).stdout).toBe('nodes\n')
    expect(await runCli(['completion', 'tcsh'])).toMatchObject({ code: 1, stderr: expect.stringContaining('one of bash, zsh, fish, powershell') })
  })
})

describe('a dry run', () => {
  test('prints containers, files and kubeadm documents, asks no engine and is the same as data', async () => {
    const config = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nname: planned\nnodes: [{ role: control-plane }, { role: worker, labels: { tier: web } }]\n'
    const run = await runCli(['create', 'cluster', '--config', '-', '--dry-run', '--output', 'json'], { env: nowhere, input: config })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    const plan = JSON.parse(run.stdout) as { name: string; containers: { name: string }[]; files: Record<string, Record<string, string>> }
    expect(plan.containers.map(({ name }) => name)).toEqual(['planned-control-plane', 'planned-worker'])
    expect(plan.files['planned-worker']!['/kind/kubeadm.conf']).toContain('tier=web')
    const text = await runCli(['create', 'cluster', '--config', '-', '--dry-run'], { env: nowhere, input: config })
    expect(text.stdout).toContain('name: planned-worker')
  })

  test('the name is the flag\'s, else the environment\'s, else the configuration\'s, else kind', async () => {
    const nameOf = async (args: string[], name: string, config: string): Promise<unknown> => {
      const { stdout } = await runCli(['create', 'cluster', '--dry-run', '--output', 'json', ...args], { env: { ...nowhere, KIND_CLUSTER_NAME: name }, input: config })
      return (JSON.parse(stdout) as { name: string }).name
    }
    const config = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nname: configured\n'
    expect(await nameOf(['--name', 'flag', '--config', '-'], 'env', config)).toBe('flag')
    expect(await nameOf(['--config', '-'], 'env', config)).toBe('env')
    expect(await nameOf(['--config', '-'], '', config)).toBe('configured')
    expect(await nameOf([], '', '')).toBe('kind')
  })

  test('--image is every node\'s, --control-planes brings a load balancer', async () => {
    const { stdout } = await runCli(['create', 'cluster', '--dry-run', '--output', 'json', '--image', 'mine:1', '--control-planes', '3', '--workers', '1'], { env: nowhere })
    const { containers } = JSON.parse(stdout) as { containers: { name: string; Image: string }[] }
    expect(containers.map(({ name }) => name)).toEqual(['kind-control-plane', 'kind-control-plane2', 'kind-control-plane3', 'kind-worker', 'kind-external-load-balancer'])
    expect(containers.slice(0, 4).map(({ Image }) => Image)).toEqual(['mine:1', 'mine:1', 'mine:1', 'mine:1'])
  })
})

describe('bad input costs nothing', () => {
  test('a configuration with problems names its file, all of them, and ends with 1', async () => {
    const run = await runCli(['create', 'cluster', '--config', 'fixtures/configs/invalid/unknown-field.yaml'], { env: nowhere })
    expect(run).toMatchObject({ code: 1, stdout: '' })
    expect(run.stderr).toMatchInlineSnapshot(`
      "ERROR: KIND_CONFIG_INVALID: 2 problems in the kind configuration (fixtures/configs/invalid/unknown-field.yaml)
        nodes[0].labells  unknown option; did you mean labels?
        node              unknown option; did you mean nodes?
        nothing was started
      "
    `)
  })

  test('an engine that does not answer, a duration that is none, a flag mistyped, another provider', async () => {
    expect(await runCli(['get', 'clusters'], { env: nowhere })).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('ERROR: KIND_DOCKER_UNREACHABLE') })
    expect(await runCli(['create', 'cluster', '--wait', 'soon'], { env: nowhere })).toMatchObject({ code: 1, stderr: expect.stringContaining('not a duration such as 90s') })
    expect(await runCli(['create', 'cluster', '--wrokers', '1'], { env: nowhere })).toMatchObject({ code: 1, stderr: expect.stringContaining('Did you mean --workers?') })
    expect(await runCli(['get', 'clusters'], { env: { KIND_EXPERIMENTAL_PROVIDER: 'podman' } })).toMatchObject({ code: 1, stderr: expect.stringContaining('nodes are Docker containers here') })
    expect(await runCli(['delete', 'clusters'])).toMatchObject({ code: 1, stderr: expect.stringContaining('no cluster names provided') })
  })
})

test('deleting what is not there ends well, and takes a context that was left out of every kubeconfig', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-cli-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const files = ['a', 'b'].map((name) => join(folder, name))
  for (const file of files) await writeFile(file, '{"contexts": [{"name": "kind-no-such-cluster"}, {"name": "prod"}], "current-context": "prod"}')
  const run = await runCli(['delete', 'cluster', '--name', 'no-such-cluster'], { env: { KUBECONFIG: files.join(':') }, cwd: folder })
  expect(run).toMatchObject({ code: 0, stdout: '', stderr: 'Deleting cluster "no-such-cluster" ...\nNo nodes found for cluster "no-such-cluster".\n' })
  for (const file of files) expect(await readFile(file, 'utf8')).not.toContain('no-such-cluster')
})
