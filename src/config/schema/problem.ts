// A problem of the options: where, and what is wrong there.

export type Problem = readonly [path: string, text: string]

/** Whether something is wrong with this field by itself; then it is taken out. */
export type IsBroken = (...path: readonly PropertyKey[]) => boolean

/** `nodes[0].role`; the whole is `(options)`. */
export function renderPath(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  return text.replace(/^\./, '') || '(options)'
}

/** One line a problem, their paths in one column. */
export function renderProblems(problems: readonly Problem[]): string[] {
  const width = Math.max(0, ...problems.map(([path]) => path.length))
  return problems.map(([path, text]) => `${path.padEnd(width)}  ${text}`)
}
