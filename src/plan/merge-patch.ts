// RFC 7386 on plain data, with the two exceptions kind makes for kubeadm's documents: lists of arguments and of names of the
// API server are merged item by item.

type Fields = Readonly<Record<string, unknown>>
interface Argument {
  readonly name: string
  readonly value: unknown
}

const argumentLists = ['extraArgs', 'kubeletExtraArgs']

/** `target` with `patch` over it; null deletes. */
export function mergePatch(target: unknown, patch: unknown, key = ''): unknown {
  if (argumentLists.includes(key) && Array.isArray(target)) return mergeArguments(target as Argument[], patch)
  if (key === 'certSANs' && Array.isArray(target) && Array.isArray(patch)) return [...new Set([...(target as unknown[]), ...(patch as unknown[])])]
  if (!isFields(patch)) return patch
  const result: Record<string, unknown> = isFields(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name]
    else if (argumentLists.includes(name) && result[name] === undefined) result[name] = mergeArguments([], value)
    else result[name] = mergePatch(result[name], value, name)
  }
  return result
}

/** Arguments may come as the map they were before v1beta4. A name may stand twice: a patch takes the place of all of that name. */
function mergeArguments(target: readonly Argument[], patch: unknown): unknown {
  const wanted = Array.isArray(patch) ? (patch as Argument[]) : isFields(patch) ? Object.entries(patch).map(([name, value]) => ({ name, value })) : undefined
  if (wanted === undefined) return patch
  const names = new Set(wanted.map(({ name }) => name))
  const added = wanted.filter(({ value }) => value !== null).map(({ name, value }) => ({ name, value: typeof value === 'string' ? value : JSON.stringify(value) }))
  return [...target.filter(({ name }) => !names.has(name)), ...added]
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
