// `ctr plugins list --detailed` → what is wrong with what speaks to the kubelet. containerd itself runs on without it. Pure.

// One plugin in containerd 1, three of which one needs the others in containerd 2.
const cri = /^io\.containerd\.(grpc\.v1\.cri|cri\.v1\.\w+)$/

/** `io.containerd.cri.v1.images: invalid plugin config: …`, a line each. One that only misses another says nothing new. */
export function readPluginErrors(listing: string): string[] {
  const plugins = listing.split(/^(?=Type:)/m).flatMap((text) => {
    const [, type = '', id = ''] = /^Type:\s+(\S+)\s+ID:\s+(\S+)/.exec(text) ?? []
    const [, message] = /^Error:\s[\s\S]*?Message:\s+(.+)$/m.exec(text) ?? []
    return cri.test(`${type}.${id}`) ? [{ name: `${type}.${id}`, message: message?.trim() }] : []
  })
  if (!plugins.some(({ name }) => name.endsWith('.cri'))) return listing.includes('Type:') ? ['io.containerd.grpc.v1.cri: not loaded'] : []
  const failed = plugins.flatMap(({ name, message }) => (message === undefined ? [] : [`${name}: ${message}`]))
  const own = failed.filter((line) => !/no plugins registered|unable to load CRI|not found/.test(line))
  return own.length > 0 ? own : failed
}
