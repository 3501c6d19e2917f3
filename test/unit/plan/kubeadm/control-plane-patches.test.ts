import { expect, test } from 'vitest'
import { planNodeFiles } from '../../../../src/plan/node-files.ts'
import { planControlPlanePatches } from '../../../../src/plan/kubeadm/control-plane-patches.ts'
import { renderKubeadmConfig } from '../../../../src/plan/kubeadm/kubeadm-config.ts'
import { samplePlan } from '../../../support/sample-plan.ts'

test('the pods of an idle control plane are asked seldom whether they are ready, keep a small heap, and two of them run on one processor', () => {
  const plan = samplePlan()
  const files = planControlPlanePatches(plan, plan.nodes[0]!)
  expect(files.map(({ path, content }) => `# ${path}\n${content}`).join('')).toMatchInlineSnapshot(`
    "# /kind/patches/etcd+strategic.yaml
    spec:
      containers:
        - name: etcd
          env:
            - name: GOGC
              value: "50"
          startupProbe:
            initialDelaySeconds: 2
            periodSeconds: 2
            failureThreshold: 120
          readinessProbe:
            periodSeconds: 10
            failureThreshold: 1
    # /kind/patches/kube-apiserver+strategic.yaml
    spec:
      containers:
        - name: kube-apiserver
          env:
            - name: GOGC
              value: "50"
          startupProbe:
            initialDelaySeconds: 2
            periodSeconds: 2
            failureThreshold: 120
          readinessProbe:
            periodSeconds: 10
            failureThreshold: 1
    # /kind/patches/kube-controller-manager+strategic.yaml
    spec:
      containers:
        - name: kube-controller-manager
          env:
            - name: GOMAXPROCS
              value: "1"
            - name: GOGC
              value: "50"
          startupProbe:
            initialDelaySeconds: 2
            periodSeconds: 2
            failureThreshold: 120
    # /kind/patches/kube-scheduler+strategic.yaml
    spec:
      containers:
        - name: kube-scheduler
          env:
            - name: GOMAXPROCS
              value: "1"
            - name: GOGC
              value: "50"
          startupProbe:
            initialDelaySeconds: 2
            periodSeconds: 2
            failureThreshold: 120
          readinessProbe:
            periodSeconds: 10
            failureThreshold: 1
    "
  `)
})

test("a node's own programs keep a small heap, its pods' are left alone", () => {
  const plan = samplePlan()
  const addresses = { ipv4: '172.18.128.2', ipv6: 'fc00::2' }
  const { files } = planNodeFiles(plan, plan.nodes[0]!, { cgroupVersion: 2, lacksSysResource: false, addresses, containerdConfig: '' })
  const services = files.filter(({ path }) => path.startsWith('/etc/systemd/'))
  expect(services.map(({ path, content }) => `# ${path}\n${content}`).join('')).toMatchInlineSnapshot(`
    "# /etc/systemd/system/containerd.service.d/20-environment.conf
    [Service]
    Environment=GOGC=50
    # /etc/systemd/system/kubelet.service.d/20-environment.conf
    [Service]
    Environment=GOGC=50
    Environment=VITEST_KIND_HURRY=true
    "
  `)
})

test.each([
  { options: { workers: 1 }, at: 1, what: 'a worker' },
  { options: { fidelity: 'kubeadm' as const }, at: 0, what: 'kubeadm as it is' },
  { options: {}, at: 0, version: 'v1.33.4', what: 'a kubeadm that gives not all of them a readiness probe' },
])('nothing is patched: $what', ({ options, at, version = 'v1.37.2' }) => {
  const plan = samplePlan(options, {}, { kubernetesVersion: version })
  expect(planControlPlanePatches(plan, plan.nodes[at]!)).toEqual([])
})

test('further control planes look for their patches, too; an etcd of several members keeps its time for elections', () => {
  const plan = samplePlan({ controlPlanes: 3 })
  const config = renderKubeadmConfig(
    plan,
    plan.nodes[2]!,
    { ipv4: '172.18.128.2', ipv6: 'fc00::2' },
    { cgroupVersion: 2, lacksSysResource: false },
  )
  expect(planControlPlanePatches(plan, plan.nodes[2]!)).toHaveLength(4)
  expect(/^kind: JoinConfiguration$.*?^---$/ms.exec(config)?.[0]).toContain('patches:\n  directory: /kind/patches\n')
  expect(/^etcd:$.*?^apiServer:$/ms.exec(config)?.[0]).toMatchInlineSnapshot(`
    "etcd:
      local:
        extraArgs:
          - name: watch-progress-notify-interval
            value: 60s
    apiServer:"
  `)
})
