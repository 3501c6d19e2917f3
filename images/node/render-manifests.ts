// manifests/*.yaml → the same with the names of our own preloaded images filled in: versions.json has the last word.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ownName } from './plan-images.ts'
import { planNodeStorage } from './plan-node-storage.ts'

const directory = join(import.meta.dirname, 'manifests')

/** File name → text. `{{ … }}` stays: whoever installs the manifest fills in the cluster's subnets. */
export async function renderManifests(): Promise<Record<string, string>> {
  const names = (await readdir(directory)).toSorted()
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))
  const rendered = Object.fromEntries(names.map((name, i) => [name, fillInImages(texts[i] ?? '')]))
  return { ...rendered, 'node-storage.yaml': planNodeStorage(rendered['default-storage.yaml'] ?? '') }
}

function fillInImages(text: string): string {
  return text.replaceAll(/\$IMAGE_([A-Z_]+)/g, (_, part: string) =>
    ownName(part.toLowerCase().replaceAll('_', '-') as Parameters<typeof ownName>[0]),
  )
}
