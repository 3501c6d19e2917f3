// etcd, etcdctl and etcdutl: one binary, see main.go.
import type { Edit, Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

// Released together, a module each.
const tools = ['etcdctl', 'etcdutl'].map((tool) => ({ module: `go.etcd.io/etcd/${tool}/v3`, version: versions.etcd.version }))

export const etcd: Recipe<'etcd'> = {
  component: 'etcd',
  pins: [versions.etcd, ...tools],
  edited: [{ module: versions.etcd.module, from: 'etcdserver/server.go', edits: hurriedWaits() }],
  programs: [{ file: 'etcd', source: '.', links: ['etcdctl', 'etcdutl'] }],
}

// As in ../kubernetes/hurry/hurry.go, where a word in the environment asks for it. A member is admitted when those who vote have been
// connected for 5 s; and one whose first word of itself is lost, as a new one's often is, says it again when a request's time is up,
// 7 s later, and serves nobody before.
function hurriedWaits(): Edit[] {
  return [
    { find: '\t"net/http"\n', replace: '\t"net/http"\n\t"os"\n' },
    { find: '\tHealthInterval = 5 * time.Second\n', replace: '' },
    {
      find: '\nconst (\n',
      replace: `
var HealthInterval = hurriedOr(100*time.Millisecond, 5*time.Second)

func hurriedOr(hurried, usual time.Duration) time.Duration {
\tif os.Getenv("VITEST_KIND_HURRY") == "" {
\t\treturn usual
\t}
\treturn hurried
}

const (
`,
    },
    { find: 's.publishV3(s.Cfg.ReqTimeout())', replace: 's.publishV3(hurriedOr(300*time.Millisecond, s.Cfg.ReqTimeout()))' },
  ]
}
