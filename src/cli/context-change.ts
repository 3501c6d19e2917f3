// What became of the current kubectl context → the line that tells it, and how to have the old one back.

export function renderContextChange(
  name: string,
  { keepContext = false, previousContext }: { readonly keepContext?: boolean; readonly previousContext: string | undefined },
): string {
  const context = `kind-${name}`
  // A file without a current context gets one in any case.
  if (keepContext && previousContext !== undefined) return `Added kubectl context "${context}"`
  const wasOther = previousContext !== undefined && previousContext !== context
  return `Set kubectl context to "${context}"${wasOther ? ` (it was "${previousContext}")` : ''}`
}

/** The way from here to a server that only ssh leads to. */
export function renderTunnel(command: string): string {
  return `Its API server is reached through ssh; keep this running while you use it:\n\n${command}`
}
