import { describe, expect, test } from 'vitest'
import type { ClusterOptions } from '../../../src/config/options.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'
import { KindError } from '../../../src/support/errors.ts'

const source = 'kind() in vitest.config.ts'

function problemsOf(options: unknown): string {
  try {
    resolveOptions(options as ClusterOptions, source)
  } catch (error) {
    if (error instanceof KindError) return error.message
    throw error
  }
  return 'no problem'
}

describe('a complete spec from partial options', () => {
  test("no options mean one control plane with kind's ranges", () => {
    const { spec, policy } = resolveOptions({ name: 'web' }, source)
    expect({ spec, policy }).toMatchInlineSnapshot(`
      {
        "policy": {
          "bootTimeoutMs": 180000,
          "images": [],
          "keepOnFailure": false,
          "manifests": [],
          "pool": 0,
          "prepare": null,
          "prepared": false,
          "pristine": false,
          "reuse": "never",
          "snapshot": null,
          "ttlMs": null,
        },
        "spec": {
          "containerdConfigPatches": [],
          "containerdConfigPatchesJSON6902": [],
          "featureGates": {},
          "fidelity": "fast",
          "kubeadmConfigPatches": [],
          "kubeadmConfigPatchesJSON6902": [],
          "labels": {},
          "mirrors": {},
          "name": "web",
          "networking": {
            "apiServerAddress": null,
            "apiServerPort": 0,
            "disableDefaultCNI": false,
            "dnsSearch": null,
            "ipFamily": "ipv4",
            "kubeProxyMode": "iptables",
            "podSubnet": "10.244.0.0/16",
            "serviceSubnet": "10.96.0.0/16",
          },
          "nodes": [
            {
              "cpus": null,
              "env": {},
              "extraMounts": [],
              "extraPortMappings": [],
              "image": null,
              "kubeadmConfigPatches": [],
              "kubeadmConfigPatchesJSON6902": [],
              "labels": {},
              "memoryBytes": null,
              "role": "control-plane",
              "taints": null,
            },
          ],
          "prepare": null,
          "registry": false,
          "runtimeConfig": {},
          "version": "1.37",
        },
      }
    `)
  })

  test('workers is short for nodes', () => {
    const short = resolveOptions({ name: 'web', workers: 2 }, source)
    const long = resolveOptions({ name: 'web', nodes: [{}, { role: 'worker' }, { role: 'worker' }] }, source)
    expect(short.spec).toEqual(long.spec)
  })

  test('a version means the same with and without its v', () => {
    expect(resolveOptions({ name: 'web', version: 'v1.37.2' }, source).spec).toEqual(
      resolveOptions({ name: 'web', version: '1.37.2' }, source).spec,
    )
  })

  test('clusters that are built for one run get names of their own', () => {
    expect(resolveOptions({}, source).spec.name).not.toBe(resolveOptions({}, source).spec.name)
    expect(resolveOptions({}, source).spec.name).toMatch(/^vitest-[0-9a-f]{6}$/)
  })

  test('equal options with reuse mean the same name, different ones another', () => {
    const name = (options: ClusterOptions): string => resolveOptions({ reuse: 'always', ...options }, source).spec.name
    expect(name({ labels: { suite: 'e2e', team: 'a' } })).toBe(name({ labels: { team: 'a', suite: 'e2e' } }))
    expect(name({ labels: { suite: 'e2e' } })).not.toBe(name({ labels: { suite: 'smoke' } }))
  })

  test('images to load do not make it another cluster', () => {
    const name = (images: string[]): string => resolveOptions({ reuse: 'always', images }, source).spec.name
    expect(name(['shop:1'])).toBe(name(['shop:2']))
  })
})

describe('bad options', () => {
  test('all problems are told at once, with path, value and the nearest right one', () => {
    expect(
      problemsOf({
        nodes: [{ role: 'control-plane' }, { role: 'wroker', lables: {} }],
        networking: { podSubnet: '10.244.0.0/33' },
        keepOnFailiure: true,
        bootTimeout: 'long',
      }),
    ).toMatchInlineSnapshot(`
      "KIND_CONFIG_INVALID: 5 problems in the cluster options (kind() in vitest.config.ts)
        nodes[1].role         "wroker" is not one of control-plane, worker; did you mean "worker"?
        nodes[1].lables       unknown option; did you mean labels?
        networking.podSubnet  "10.244.0.0/33": an IPv4 prefix ends at 32
        bootTimeout           "long" is not a number
        keepOnFailiure        unknown option; did you mean keepOnFailure?
        nothing was started"
    `)
  })

  test('a name that cannot be a hostname is refused', () => {
    expect(problemsOf({ name: 'Web_1' })).toMatchInlineSnapshot(`
      "KIND_CONFIG_INVALID: 1 problem in the cluster options (kind() in vitest.config.ts)
        name  "Web_1": a name is made of a-z, 0-9, "-" and ".", with a letter or digit at its start and on both sides of "."
        nothing was started"
    `)
    expect(problemsOf({ name: 'a'.repeat(51) })).toMatchInlineSnapshot(`
      "KIND_CONFIG_INVALID: 1 problem in the cluster options (kind() in vitest.config.ts)
        name  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": longer than 49 characters: Kubernetes labels a node with its name, and that ends at 63
        nothing was started"
    `)
  })

  test('fields that exclude each other are refused', () => {
    expect(problemsOf({ nodes: [{ role: 'worker' }], workers: 1 })).toMatchInlineSnapshot(`
      "KIND_CONFIG_INVALID: 2 problems in the cluster options (kind() in vitest.config.ts)
        workers  cannot stand beside nodes; write the workers into nodes
        nodes    no control plane among them; a cluster needs one
        nothing was started"
    `)
  })
})
