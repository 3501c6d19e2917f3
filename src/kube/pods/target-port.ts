// The port somebody names, of a Service, a workload or a pod → the port of one pod. Pure.
import type { V1Pod, V1Service } from '@kubernetes/client-node'
import { ConfigError } from '../../support/errors.ts'
import { nearest } from '../../support/nearest.ts'
import type { KubeObject } from '../object.ts'
import type { PodGroup } from './pod-group.ts'

/**
 * Of a Service: one of its ports, by number or name, led to where the Service leads it. Of anything else: any number, or the name of a
 * container's port; that stands in each pod. Throws KIND_CONFIG_INVALID.
 */
export function resolvePort({ title, owner }: Pick<PodGroup, 'title' | 'owner'>, port: number | string): (pod: KubeObject) => number {
  if (typeof port === 'number' && !(Number.isInteger(port) && port > 0 && port < 65_536)) throw invalid(`${port} is no port`)
  if (owner?.kind !== 'Service') return (pod) => (typeof port === 'number' ? port : requireNamedPort(pod, port))
  const { ports = [] } = (owner as unknown as V1Service).spec ?? {}
  const found = ports.find((one) => one.port === port || one.name === port)
  if (!found) {
    const near =
      typeof port === 'string'
        ? nearest(
            port,
            ports.flatMap(({ name }) => name ?? []),
          )
        : undefined
    const has = ports.map((one) => (one.name === undefined ? `${one.port}` : `${one.port} (${one.name})`)).join(', ')
    throw invalid(`${title} has no port ${port}${near === undefined ? '' : `; did you mean ${near}?`}; it has ${has || 'none'}`)
  }
  const { targetPort = found.port } = found
  return (pod) => (typeof targetPort === 'number' ? targetPort : requireNamedPort(pod, targetPort))
}

function requireNamedPort(pod: KubeObject, name: string): number {
  const all = (pod as unknown as V1Pod).spec?.containers.flatMap(({ ports = [] }) => ports) ?? []
  const found = all.find((one) => one.name === name)
  if (found) return found.containerPort
  const names = all.flatMap((one) => one.name ?? [])
  const near = nearest(name, names)
  throw invalid(
    `Pod ${pod.metadata.name} has no port named ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`}; it has ${names.join(', ') || 'no named ones'}`,
  )
}

function invalid(what: string): ConfigError {
  return new ConfigError('KIND_CONFIG_INVALID', { what })
}
