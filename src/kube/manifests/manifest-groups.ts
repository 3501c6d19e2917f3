// Manifests → in which order they can be made, whatever the order they are written in. Pure.
import { isDefinition } from './custom-kinds.ts'
import type { Manifest } from './manifests.ts'
import type { KubeObject } from '../object.ts'

export interface ManifestGroups {
  readonly namespaces: readonly Manifest[]
  /** Of custom kinds. */
  readonly definitions: readonly Manifest[]
  readonly others: readonly Manifest[]
}

/** The first group first; within each as written. */
export function groupManifests(manifests: readonly Manifest[]): ManifestGroups {
  return {
    namespaces: manifests.filter(({ object }) => isNamespace(object)),
    definitions: manifests.filter(({ object }) => isDefinition(object)),
    others: manifests.filter(({ object }) => !isNamespace(object) && !isDefinition(object)),
  }
}

export function isNamespace({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'Namespace' && apiVersion === 'v1'
}
