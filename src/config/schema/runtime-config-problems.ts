// The API server's runtime configuration → what it would refuse: it would end at its start, and kubeadm would wait for it.
import type { ClusterOptions } from '../options.ts'
import type { Problem } from './problem.ts'

// By the rules of k8s.io/apiserver 1.37, pkg/server/resourceconfig.
const groupsOfGroups = ['api/all', 'api/ga', 'api/beta', 'api/alpha']
const truthValues = ['true', 'false', 'True', 'False', 'TRUE', 'FALSE', 't', 'f', 'T', 'F', '1', '0']

export function findRuntimeConfigProblems({ runtimeConfig = {} }: ClusterOptions): Problem[] {
  const entries = Object.entries(runtimeConfig)
  if (entries.length === 1 && runtimeConfig['api/all'] === 'false')
    return [['runtimeConfig.api/all', '"false" and nothing else: the API server would serve no API']]
  return entries.flatMap(([key, value]): Problem[] => {
    // Without a value an API is served.
    const allowed = groupsOfGroups.includes(key) ? ['true', 'false'] : ['', ...truthValues]
    return allowed.includes(value) ? [] : [[`runtimeConfig.${key}`, `${JSON.stringify(value)} is neither "true" nor "false"`]]
  })
}
