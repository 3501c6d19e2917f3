// A Docker context as `docker context create` writes it (docker 28.2), in a folder for DOCKER_CONFIG.
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** `keys`: ca.pem, cert.pem and key.pem, where it is behind TLS. */
export async function writeDockerContext(
  folder: string,
  name: string,
  { host, keys = {} }: { readonly host: string; readonly keys?: Readonly<Record<string, string>> },
): Promise<void> {
  const id = createHash('sha256').update(name).digest('hex')
  const [meta, tls] = [join(folder, 'contexts/meta', id), join(folder, 'contexts/tls', id, 'docker')]
  await Promise.all([meta, tls].map((place) => mkdir(place, { recursive: true })))
  const endpoints = { docker: { Host: host, SkipTLSVerify: false } }
  await writeFile(join(meta, 'meta.json'), JSON.stringify({ Name: name, Metadata: {}, Endpoints: endpoints }))
  for (const [file, text] of Object.entries(keys)) await writeFile(join(tls, file), text)
}
