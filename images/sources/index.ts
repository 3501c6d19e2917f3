// Every recipe of the node image, in the order they are built: the longest first, and after Kubernetes those
// that find most of their packages compiled already.
import { addons } from './addons/recipe.ts'
import { cniPlugins } from './cni-plugins/recipe.ts'
import { containerd } from './containerd/recipe.ts'
import { etcd } from './etcd/recipe.ts'
import { kubernetes } from './kubernetes/recipe.ts'
import { pause } from './pause/recipe.ts'
import { runc } from './runc/recipe.ts'

export const recipes = [kubernetes, addons, etcd, containerd, cniPlugins, runc, pause] as const
