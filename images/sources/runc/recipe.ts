// runc with seccomp: without it every pod fails, as the kubelet asks for the RuntimeDefault profile.
import type { Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

export const runc: Recipe<'runc'> = {
  component: 'runc',
  pins: [versions.runc],
  programs: [{ file: 'runc', source: versions.runc.module, cgo: true, tags: ['seccomp', 'urfave_cli_no_docs'] }],
}
