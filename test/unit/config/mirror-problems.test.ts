// Mirrors that cannot be meant → the line that tells it, with what may be meant.
import { expect, test } from 'vitest'
import { findOptionProblems } from '../../../src/config/schema/find-problems.ts'

test.for<[what: string, options: object, line: string]>([
  ['what is no list of mirrors', { mirrors: 'docker.io' }, 'mirrors  "docker.io": neither a list of registries nor { registry:'],
  ['a mirror that is a number', { mirrors: [5] }, 'mirrors  [5]: neither a list of registries'],
  ['a mirror by its URL', { mirrors: ['docker.io', 'https://ghcr.io/'] }, 'mirrors[1]  "https://ghcr.io/": not a registry'],
  ['a mirror by half its name', { mirrors: ['ghcr'] }, 'such as ghcr.io; did you mean "ghcr.io"?'],
  ['a mirror of one image', { mirrors: ['quay.io/acme/shop'] }, 'did you mean "quay.io"?'],
  ['a mirror by the name under which Docker Hub serves', { mirrors: ['registry-1.docker.io'] }, 'did you mean "docker.io"?'],
  ['a mirror with an asterisk', { mirrors: ['*.example.com'] }, 'mirrors[0]  "*.example.com": not a registry as the names of its images'],
  ['a mirror of whoever asks', { mirrors: ['localhost:5000'] }, "say where it is: { 'localhost:5000': 'http://…' }"],
  ['a mirror of nothing', { mirrors: { 'docker.io': '' } }, 'mirrors.docker.io  "": not a URL such as'],
  ['a mirror of a file', { mirrors: { 'docker.io': 'file:///srv' } }, '"file:///srv": not a URL such as https://mirror.example.com'],
  ['a mirror of a path', { mirrors: { 'docker.io': 'https://a.test/hub' } }, 'no path; did you mean "https://a.test"?'],
  [
    'a folder of the host where a mirror is written',
    { mirrors: ['ghcr.io'], nodes: [{ extraMounts: [{ hostPath: '/srv', containerPath: '/etc/containerd/certs.d/' }] }] },
    'nodes[0].extraMounts[0].containerPath  "/etc/containerd/certs.d/": with registry or mirrors',
  ],
  ['a mirror with a password', { mirrors: { 'docker.io': 'https://me:x@a.test' } }, 'a mirror pulls without credentials'],
])('%s is wrong', ([, options, line]) => {
  const problems = findOptionProblems(options)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(line)
})

test.for<[what: string, options: object]>([
  ['mirrors in both forms', { mirrors: { 'docker.io': 'http://10.0.0.1:5000/', 'localhost:5000': 'https://a.test' } }],
  [
    'mirrors beside what is mounted for another registry',
    { mirrors: ['ghcr.io'], nodes: [{ extraMounts: [{ hostPath: '/srv', containerPath: '/etc/containerd/certs.d/my.test' }] }] },
  ],
  ['mirrors by name', { mirrors: ['docker.io', 'registry.k8s.io', 'nas:5000'] }],
])('%s are right', ([, options]) => {
  expect(findOptionProblems(options)).toEqual([])
})
