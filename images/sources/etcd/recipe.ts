// etcd, etcdctl and etcdutl: one binary, see main.go.
import type { Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

// Released together, a module each.
const tools = ['etcdctl', 'etcdutl'].map((tool) => ({ module: `go.etcd.io/etcd/${tool}/v3`, version: versions.etcd.version }))

export const etcd: Recipe<'etcd'> = {
  component: 'etcd',
  pins: [versions.etcd, ...tools],
  programs: [{ file: 'etcd', source: '.', links: ['etcdctl', 'etcdutl'] }],
}
