// The program that holds a pod's namespaces: Kubernetes' own C file, 30 lines, out of its module.
import type { Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

export const pause: Recipe<'pause'> = {
  component: 'pause',
  pins: [versions.pause],
  borrowed: [{ module: versions.pause.module, from: 'build/pause/linux/pause.c', to: 'pause.c' }],
  programs: [{ file: 'pause', source: 'pause.c', defines: { VERSION: versions.pause.tag } }],
}
