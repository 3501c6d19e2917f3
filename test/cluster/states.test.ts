// A node in each state of its life: paused, released, restarted.
import { expect, onTestFinished, test } from 'vitest'
import { runActions } from '../../src/boot/pipeline.ts'
import { bootActions, prepareActions } from '../../src/boot/actions/index.ts'
import { beginBuilds } from '../../src/boot/begin-builds.ts'
import type { ActionList, BootContext } from '../../src/boot/action.ts'
import { shareConnection } from '../../src/boot/share-connection.ts'
import { currentOwner } from '../../src/cluster/owner.ts'
import { resolveOptions } from '../../src/config/resolve.ts'
import { inspectContainer, startContainer, stopContainer } from '../../src/docker/containers.ts'
import { connectKube } from '../../src/kube/connection.ts'
import type { KubeObject } from '../../src/kube/object.ts'
import { awaitCoreDns, awaitNodesReady } from '../../src/kube/readiness.ts'
import { findNodes, openCluster } from '../support/open-nodes.ts'
import { readHostFacts } from '../../src/cluster/host-facts.ts'
import { renderOwner } from '../../src/plan/labels.ts'
import { nodePaths } from '../../src/plan/node-paths.ts'
import { planCluster } from '../../src/plan/plan.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { createTestContext, type TestContext } from '../support/cluster-context.ts'

const name = 'vitest-states'

/**
 * The boot in two halves, cut where the nodes are paused. On a network of its own: that of all others goes with the last cluster on it,
 * and only a whole boot begins again when it went meanwhile.
 */
async function planBoot(
  context: TestContext,
): Promise<{ actions: readonly { readonly name: string }[]; paused: () => Promise<unknown>; rest: () => Promise<unknown> }> {
  const { engine, onProgress } = context
  const { spec, policy } = resolveOptions({ name }, 'a test')
  const owner = currentOwner({ ciRun: undefined, stays: true })
  const { signal } = new AbortController()
  const notice = (text: string): void => onProgress({ type: 'notice', cluster: name, text })
  const detail = (): undefined => undefined
  await runActions(
    prepareActions,
    () => ({ engine, spec, policy, network: name, owner: renderOwner(owner), signal, notice, detail, amount: detail }),
    {
      cluster: name,
      onProgress,
      signal,
    },
  )
  const host = await readHostFacts(engine, spec, { ...context.environment, network: name }, owner)
  const plan = planCluster({
    spec,
    policy,
    host,
    owner,
    bootstrapToken: 'abcdef.0123456789abcdef',
    createdAtMs: Date.now(),
    packageVersion: '0.0.0',
  })
  const deadline = startDeadline('bootTimeout', 120_000)
  const connection = shareConnection(engine, plan, deadline)
  onTestFinished(connection.close)
  const boot: BootContext = {
    engine,
    plan,
    deadline,
    directory: context.artifactsDirectory,
    detail,
    amount: detail,
    signal,
    notice,
    builds: beginBuilds(engine, policy.images),
    state: undefined,
    layers: undefined,
    prepare: undefined,
    connect: connection.get,
  }
  const run = (list: ActionList<BootContext>) => (): Promise<unknown> => runActions(list, () => boot, { cluster: name, onProgress, signal })
  const actions = [...prepareActions, ...bootActions.flat().filter((action) => action.concerns?.(boot) ?? true)].flat()
  return { actions, paused: run(bootActions.slice(0, 2)), rest: run(bootActions.slice(2)) }
}

test('a node is paused, then released, and does not pause again when it is restarted', async () => {
  const context = await createTestContext(name)
  const { engine } = context
  const boot = await planBoot(context)

  await boot.paused()
  const [paused] = await findNodes(engine, name)
  const processes = async (): Promise<string[]> =>
    (await engine.docker.getContainer(paused!.id).top()).Processes.map((row: string[]) => row.at(-1) ?? '')
  expect(await processes(), 'the pausing program is the only process').toEqual([expect.stringContaining(nodePaths.pausedBoot)])
  expect(await paused!.read(nodePaths.kubeadmConfig), 'files were put in').toContain('kind: ClusterConfiguration')

  await boot.rest()
  expect(context.finished().toSorted()).toEqual(boot.actions.map((action) => action.name).toSorted())
  expect((await paused!.run(['cat', '/proc/1/comm'])).stdout, 'systemd is the first process').toBe('systemd\n')

  const kubeconfig = await (await openCluster(engine, name)).readKubeconfig()
  await expectNothingHurried(paused!.name, kubeconfig, context)
  await stopContainer(engine, paused!.id, { timeoutS: 30 })
  await startContainer(engine, paused!.id)
  // The published port stays: what was handed out before still leads there.
  await using connection = await connectKube(kubeconfig)
  const deadline = startDeadline('a test', 120_000)
  await awaitNodesReady(connection, [paused!.name], deadline)
  await awaitCoreDns(connection, deadline)
  const { metadata } = await connection.request<KubeObject>({ path: `/api/v1/nodes/${paused!.name}` })
  expect(metadata.labels, 'load balancers find the only node').not.toHaveProperty('node.kubernetes.io/exclude-from-external-load-balancers')
  expect(await paused!.logTail(400), 'no second pause').toMatch(
    /^(?:(?!waiting for SIGUSR1)[\s\S])*waiting for SIGUSR1(?:(?!waiting for SIGUSR1)[\s\S])*$/,
  )
})

/** What open-api-service and admit-scheduler do is over with the boot; the pod network is the one that flannel itself has found. */
async function expectNothingHurried(node: string, kubeconfig: string, { engine }: TestContext): Promise<void> {
  const [first] = await findNodes(engine, name)
  const { stdout: rules } = await first!.run(['iptables-save', '--table', 'nat'])
  expect(rules).toMatch(/-A KUBE-SERVICES -d 10\.96\.0\.1\/32 /)
  expect(rules).not.toMatch(/-A (PREROUTING|OUTPUT) .*--dport 443 -j DNAT/)
  await using connection = await connectKube(kubeconfig)
  for (const path of ['clusterroles', 'clusterrolebindings']) {
    const { items } = await connection.request<{ items: readonly KubeObject[] }>({ path: `/apis/rbac.authorization.k8s.io/v1/${path}` })
    expect(items.filter(({ metadata }) => metadata.name.startsWith('vitest-kind'))).toEqual([])
  }
  const { spec } = await connection.request<{ spec: { podCIDR: string } }>({ path: `/api/v1/nodes/${node}` })
  const network = (await first!.read('/etc/cni/net.d/10-flannel.conflist')) ?? ''
  expect(JSON.parse(network)).toMatchObject({
    plugins: [{ type: 'ptp', ipam: { ranges: [[{ subnet: spec.podCIDR }]] } }, { type: 'portmap' }],
  })
  // flannel's own rule is there a moment later, and ours for it goes then.
  await expect
    .poll(async () => (await first!.run(['cat', '/run/flannel/subnet.env'], { allowFailure: true })).stdout)
    .toContain('FLANNEL_MTU=1450')
  await expect
    .poll(async () => (await first!.run(['iptables-save', '--table', 'nat'])).stdout)
    .not.toMatch(/-A POSTROUTING -s 10\.244\.0\.0\/16 ! -d 10\.244\.0\.0\/16 -j MASQUERADE/)
}

test('a paused node stops at once', async () => {
  const context = await createTestContext(name)
  await (await planBoot(context)).paused()
  const [paused] = await findNodes(context.engine, name)
  await stopContainer(context.engine, paused!.id, { timeoutS: 60 })
  expect(await inspectContainer(context.engine, paused!.id), 'a program that ignores the signal is killed').toMatchObject({ exitCode: 0 })
})
