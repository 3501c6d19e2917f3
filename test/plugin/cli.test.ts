// The command line where no cluster comes of it: what goes to stdout, what to stderr, and how it ends.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connectEngine } from '../../src/docker/connect.ts'
import { runCli } from '../support/run-cli.ts'

const nowhere = { DOCKER_HOST: 'unix:///nowhere.sock' }

describe('help and version', () => {
  test('alone it prints its help and ends well; a group alone prints its help and fails', async () => {
    expect(await runCli([])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: vitest-kind'), stderr: '' })
    const group = await runCli(['get'])
    expect(group).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^Usage: vitest-kind get[\s\S]* clusters .*one a line/),
    })
    expect(await runCli(['get', 'cluster'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: "ERROR: unknown command 'cluster'\n(Did you mean clusters?)\n(--help says what there is)\n",
    })
    expect(await runCli(['destroy'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining("ERROR: unknown command 'destroy'"),
    })
  })

  test('the version, in full and bare', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
    expect((await runCli(['version'])).stdout).toMatch(new RegExp(`^vitest-kind v${version} node\\d+\\.\\d+\\.\\d+ \\w+/\\w+\\n$`))
    for (const bare of [
      ['version', '-q'],
      ['-q', 'version'],
      ['version', '--quiet=true'],
    ])
      expect(await runCli(bare)).toMatchObject({ code: 0, stdout: `${version}\n` })
    expect((await runCli(['--version'])).stdout).toBe(`vitest-kind version ${version}\n`)
  })

  test('completion scripts of every shell know the commands; bash can read its own', async () => {
    for (const shell of ['bash', 'zsh', 'fish', 'powershell'])
      expect((await runCli(['completion', shell])).stdout).toContain('image-archive')
    const { stdout } = await runCli(['completion', 'bash'])
    const complete = `${stdout}\nCOMP_WORDS=(vitest-kind get no); COMP_CWORD=2; __vitest_kind; echo "\${COMPREPLY[@]}"`
    expect((await promisify(execFile)('bash', ['-c', complete])).stdout).toBe('nodes\n')
    expect(await runCli(['completion', 'tcsh'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('one of bash, zsh, fish, powershell'),
    })
  })

  test('a reader that has seen enough is no failure', async () => {
    const { stdout, stderr } = await promisify(execFile)('bash', [
      '-c',
      `"${process.execPath}" dist/cli.js completion bash | true; echo "\${PIPESTATUS[0]}"`,
    ])
    expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' })
  })
})

describe('a dry run', () => {
  test('prints containers, files and kubeadm documents, asks no engine and is the same as data', async () => {
    const config =
      'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nname: planned\nnodes: [{ role: control-plane }, { role: worker, labels: { tier: web } }]\n'
    const run = await runCli(['create', 'cluster', '--config', '-', '--dry-run', '--output', 'json'], { env: nowhere, input: config })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    const plan = JSON.parse(run.stdout) as { name: string; containers: { name: string }[]; files: Record<string, Record<string, string>> }
    expect(plan.containers.map(({ name }) => name)).toEqual(['planned-control-plane', 'planned-worker'])
    expect(plan.files['planned-worker']!['/kind/kubeadm.conf']).toContain('tier=web')
    const text = await runCli(['create', 'cluster', '--config', '-', '--dry-run'], { env: nowhere, input: config })
    expect(text.stdout).toContain('name: planned-worker')
  })

  test("the name is the flag's, else the environment's, else the configuration's, else kind", async () => {
    const nameOf = async (args: string[], name: string, config: string): Promise<unknown> => {
      const { stdout } = await runCli(['create', 'cluster', '--dry-run', '--output', 'json', ...args], {
        env: { ...nowhere, KIND_CLUSTER_NAME: name },
        input: config,
      })
      return (JSON.parse(stdout) as { name: string }).name
    }
    const config = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nname: configured\n'
    expect(await nameOf(['--name', 'flag', '--config', '-'], 'env', config)).toBe('flag')
    expect(await nameOf(['--config', '-'], 'env', config)).toBe('env')
    expect(await nameOf(['--config', '-'], '', config)).toBe('configured')
    expect(await nameOf([], '', '')).toBe('kind')
  })

  test("--image is every node's, --control-planes brings a load balancer", async () => {
    const { stdout } = await runCli(
      ['create', 'cluster', '--dry-run', '--output', 'json', '--image', 'mine:1', '--control-planes', '3', '--workers', '1'],
      { env: nowhere },
    )
    const { containers } = JSON.parse(stdout) as { containers: { name: string; Image: string }[] }
    expect(containers.map(({ name }) => name)).toEqual([
      'kind-control-plane',
      'kind-control-plane2',
      'kind-control-plane3',
      'kind-worker',
      'kind-external-load-balancer',
    ])
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
    expect(await runCli(['get', 'clusters'], { env: nowhere })).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('ERROR: KIND_DOCKER_UNREACHABLE'),
    })
    expect(await runCli(['create', 'cluster', '--wait', 'soon'], { env: nowhere })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not a duration such as 90s'),
    })
    expect(await runCli(['create', 'cluster', '--wrokers', '1'], { env: nowhere })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Did you mean --workers?'),
    })
    expect(await runCli(['get', 'clusters'], { env: { KIND_EXPERIMENTAL_PROVIDER: 'podman' } })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nodes are Docker containers here'),
    })
    expect(await runCli(['get', 'clusters'], { env: { ...nowhere, KIND_EXPERIMENTAL_PROVIDER: 'dokcer' } })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^ignoring unknown value "dokcer" for KIND_EXPERIMENTAL_PROVIDER\nERROR: KIND_DOCKER_UNREACHABLE/),
    })
    expect(await runCli(['delete', 'clusters'])).toMatchObject({ code: 1, stderr: expect.stringContaining('no cluster names provided') })
  })

  test('a node image that cannot be built here', async () => {
    expect(
      await runCli(['build', 'node-image', '--type', 'url', '--base-image', 'debian:12', '--arch', 'aarch64', 'v1.30.0']),
    ).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^ERROR: KIND_CONFIG_INVALID: such a node image cannot be built here\n {2}source +"v1\.30\.0": .*\n {2}--type +"url": .*\n {2}--base-image +.*\n {2}--arch +"aarch64": did you mean "arm64"\? .*\n {2}nothing was started\n$/,
      ),
    })
  })

  test('a cluster that is not there has no kubeconfig and no nodes', async () => {
    expect(await runCli(['get', 'kubeconfig', '--name', 'no-such-cluster'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('ERROR: KIND_CLUSTER_UNKNOWN: no cluster named "no-such-cluster"'),
    })
    expect(await runCli(['export', 'kubeconfig', '--name', 'no-such-cluster'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('KIND_CLUSTER_UNKNOWN'),
    })
    expect(await runCli(['get', 'nodes', '--name=no-such-cluster'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'No kind nodes found for cluster "no-such-cluster".\n',
    })
    expect(await runCli(['get', 'nodes', '-n=no-such-cluster', '-q'])).toMatchObject({ code: 0, stdout: '', stderr: '' })
  })
})

describe('a cluster that cannot be made', () => {
  test('an image that is not to be had: the network is gone again, and no kubeconfig was made', async () => {
    const folder = await makeFolder()
    const env = { KUBECONFIG: join(folder, 'kubeconfig'), KIND_EXPERIMENTAL_DOCKER_NETWORK: 'vitest-cli-none' }
    // Nobody listens there.
    const image = 'localhost:1/no/image:1'
    const run = await runCli(['create', 'cluster', '--name', 'vitest-cli-none', '--image', image, '-v', '1'], { env, cwd: folder })
    expect(run).toMatchObject({ code: 1, stdout: '' })
    expect(run.stderr).toContain(`\npulling ${image}\n`)
    expect(run.stderr).toContain(`ERROR: KIND_IMAGE_MISSING: image ${image} could not be pulled\n`)
    expect(await readdir(folder)).not.toContain('kubeconfig')
    const { docker } = await connectEngine(process.env, new AbortController().signal)
    expect((await docker.listNetworks()).map(({ Name }) => Name)).not.toContain('vitest-cli-none')

    const json = await runCli(['create', 'cluster', '--name', 'vitest-cli-none', '--image', image, '--output', 'json', '-q'], {
      env,
      cwd: folder,
    })
    expect(json).toMatchObject({ code: 1, stderr: expect.stringMatching(/^ERROR: KIND_IMAGE_MISSING/) })
    expect(JSON.parse(json.stdout.trim().split('\n').at(-1)!)).toMatchObject({
      type: 'error',
      cluster: 'vitest-cli-none',
      code: 'KIND_IMAGE_MISSING',
      what: expect.stringContaining(image),
    })
  })

  test('a kubeconfig that could not take its context is told before anything is made', async () => {
    const kubeconfig = join(await makeFolder(), 'kubeconfig')
    await writeFile(kubeconfig, '- not a mapping')
    const run = await runCli(['create', 'cluster', '--name', 'vitest-cli-none', '--kubeconfig', kubeconfig], { env: nowhere })
    expect(run).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `ERROR: KIND_CONFIG_INVALID: the kubeconfig ${kubeconfig} cannot be used: it is not a mapping\n`,
    })
  })
})

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-cli-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}
