// The archive of one file of a container → that file here.
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { extract } from 'tar-stream'

/** Where it leads when the archive holds a link and not a file. */
export async function copyOut(archive: NodeJS.ReadableStream, target: string): Promise<string | undefined> {
  const files = extract()
  let link: string | undefined
  const reading = pipeline(archive, files)
  for await (const entry of files) {
    if (entry.header.type === 'file') await pipeline(entry, createWriteStream(target))
    else {
      link = entry.header.linkname ?? undefined
      entry.resume()
    }
  }
  await reading
  return link
}
