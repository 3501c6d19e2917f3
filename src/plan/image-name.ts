// An image's name as a person writes it → the name containerd gives it. Pure.

/** `shop` → `docker.io/library/shop:latest`, `acme/shop:1` → `docker.io/acme/shop:1`; a name with a registry stays. */
export function fullImageName(name: string): string {
  const [first = '', ...others] = name.split('/')
  const hasRegistry = others.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  const path = hasRegistry ? name : others.length > 0 ? `docker.io/${name}` : `docker.io/library/${name}`
  // A colon before the last slash is a port.
  return /[:@][^/]*$/.test(path) ? path : `${path}:latest`
}

/** Whether an image is named by its id, whole or in part: it then has no name to be found by in a node. */
export function isImageId(name: string, id: string): boolean {
  const digits = name.replace(/^sha256:/, '')
  return /^[0-9a-f]{7,64}$/.test(digits) && id.replace(/^sha256:/, '').startsWith(digits)
}
