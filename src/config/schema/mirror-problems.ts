// Mirrors → names that are no registry's, and places that a mirror cannot pull from.
import type { ClusterOptions } from '../options.ts'
import { nearest } from '../../support/nearest.ts'
import type { Problem } from './problem.ts'

export function findMirrorProblems({ mirrors = [] }: ClusterOptions): Problem[] {
  if (Array.isArray(mirrors))
    return (mirrors as readonly string[]).flatMap((registry, index) => {
      const path = `mirrors[${index}]`
      return registry === undefined ? [] : tell(path, registry, judgeName(registry) ?? judgeLocal(registry))
    })
  return Object.entries(mirrors as Readonly<Record<string, string>>).flatMap(([registry, url]) => [
    ...tell(`mirrors.${registry}`, registry, judgeName(registry)),
    ...tell(`mirrors.${registry}`, url, judgeUrl(url)),
  ])
}

function tell(path: string, value: string, problem: string | undefined): Problem[] {
  return problem === undefined ? [] : [[path, `${JSON.stringify(value)}: ${problem}`]]
}

// What people mean when they are nearly right.
const known = ['docker.io', 'ghcr.io', 'quay.io', 'gcr.io', 'registry.k8s.io', 'registry.gitlab.com', 'mcr.microsoft.com', 'public.ecr.aws']
const hubs = ['index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com', 'hub.docker.com']

const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
// With a dot or a port, or localhost: else the name of an image would not take it for a registry.
const registryPattern = new RegExp(`^(?:${label}(?:\\.${label})+(?::\\d{1,5})?|${label}:\\d{1,5}|localhost)$`)

function judgeName(registry: string): string | undefined {
  const host = /^(?:\w+:\/\/)?([^/]*)/.exec(registry)![1]!.toLowerCase()
  if (hubs.includes(host)) return 'images of Docker Hub are named after docker.io; did you mean "docker.io"?'
  if (registryPattern.test(registry)) return undefined
  const near = registryPattern.test(host) ? host : (known.find((one) => one.startsWith(`${host}.`)) ?? nearest(host, known))
  return `not a registry as the names of its images begin, such as ghcr.io${near === undefined ? '' : `; did you mean "${near}"?`}`
}

function judgeLocal(registry: string): string | undefined {
  return /^(localhost|127\.[\d.]+)(:|$)/.test(registry)
    ? `that is whoever asks, and so the mirror itself; say where it is: { '${registry}': 'http://…' }`
    : undefined
}

function judgeUrl(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return 'not a URL such as https://mirror.example.com'
  // It would stand in a file of the nodes and in the labels of containers.
  if (parsed.username || parsed.password) return 'a mirror pulls without credentials; leave them out'
  return parsed.href === `${parsed.origin}/` ? undefined : `a mirror takes a host and a port, no path; did you mean "${parsed.origin}"?`
}
