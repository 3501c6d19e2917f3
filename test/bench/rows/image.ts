// The node image: the same for both here, so there is nothing to compare.
import { createGzip } from 'node:zlib'
import { saveImages } from '../../../src/docker/images/images.ts'
import type { Row } from './row.ts'

export const imageSize: Row = {
  name: 'image',
  title: 'Node image, unpacked',
  unit: 'MB',
  of: ['ours'],
  async measure({ engine, image }) {
    return { value: (await engine.docker.getImage(image).inspect()).Size / 1e6 }
  },
}

/** As a registry would send it. */
export const imageCompressed: Row = {
  name: 'image-compressed',
  title: 'Node image, compressed',
  unit: 'MB',
  of: ['ours'],
  async measure({ engine, image }) {
    let size = 0
    const archive = await saveImages(engine, [image])
    for await (const chunk of archive.pipe(createGzip({ level: 6 }))) size += (chunk as Buffer).length
    return { value: size / 1e6 }
  },
}
