// Edits of Kubernetes' files by which a wait becomes hurry.Or, of ../hurry/hurry.go.
import type { Edit, EditedSource } from '../../../components/recipe.ts'

export const kubernetes = 'k8s.io/kubernetes'
export const clientGo = 'k8s.io/client-go'
export const millisecond = 'time.Millisecond'

export function edit(module: string, file: string, edits: readonly Edit[]): EditedSource {
  return {
    module,
    from: file,
    edits: [{ find: '\nimport (\n', replace: '\nimport (\n\t"vitest-kind/images/kubernetes/hurry"\n' }, ...edits],
  }
}

/** In a line, or a part of one, the wait that is usual becomes a moment. */
export function sooner(line: string, usual: string, moment: string): Edit {
  return { find: line, replace: line.replace(usual, `hurry.Or(${moment}, ${usual})`) }
}

export function after(line: string, added: string): Edit {
  return { find: line, replace: line + added }
}

/** A constant of a block becomes a variable before the file's first block. */
export function variable(name: string, usual: string, moment: string): Edit[] {
  return [
    { find: `\t${name} = ${usual}\n`, replace: '' },
    { find: '\nconst (\n', replace: `\nvar ${name.trim()} = hurry.Or(${moment}, ${usual})\n\nconst (\n` },
  ]
}
