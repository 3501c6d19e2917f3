// Every recipe of a node image, in the order they are built: the longest first, and after Kubernetes those
// that find most of their packages compiled already.
import type { KubernetesVersion } from '../kubernetes-versions.ts'
import { addons } from './addons/recipe.ts'
import { cniPlugins } from './cni-plugins/recipe.ts'
import { containerd } from './containerd/recipe.ts'
import { etcd } from './etcd/recipe.ts'
import { kubernetes } from './kubernetes/recipe.ts'
import { pause } from './pause/recipe.ts'
import { runc } from './runc/recipe.ts'

/** The same for every version of Kubernetes: the newest that fit all of them. */
export const sharedRecipes = [addons, etcd, containerd, cniPlugins, runc, pause] as const

export function recipesFor(version: KubernetesVersion) {
  return [kubernetes(version), ...sharedRecipes] as const
}
