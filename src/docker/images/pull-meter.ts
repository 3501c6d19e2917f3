// What an engine says while it pulls an image, line by line → how far it has come: layers and bytes. Pure.
import type { Amount } from '../../support/progress.ts'

/** A line of the engine's stream, as far as it tells of a layer. */
export interface PullLine {
  readonly id?: string
  readonly status?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
}

export interface PullMeter {
  note(line: PullLine): void
  /** Undefined as long as no layer is known. */
  read(): Omit<Amount, 'what'> | undefined
}

interface Layer {
  doneBytes: number
  totalBytes: number | undefined
  isDone: boolean
}

// What a layer is said to be when nothing of it is left to download. It is unpacked after that, which is told in bytes of another kind.
const downloaded = /^(Download complete|Verifying Checksum|Extracting|Pull complete)$/
const complete = /^(Pull complete|Already exists)$/

export function createPullMeter(): PullMeter {
  const layers = new Map<string, Layer>()
  return {
    note({ id, status = '', progressDetail: { current, total } = {} }) {
      // Without an id it is of the image; "Pulling from …" bears the tag as its id.
      if (id === undefined || !/^[0-9a-f]{12,}$/.test(id)) return
      const layer: Layer = layers.get(id) ?? { doneBytes: 0, totalBytes: undefined, isDone: false }
      layers.set(id, layer)
      if (status === 'Downloading') {
        if (total !== undefined && total > 0) layer.totalBytes = total
        layer.doneBytes = Math.max(layer.doneBytes, current ?? 0)
      }
      if (downloaded.test(status) && layer.totalBytes !== undefined) layer.doneBytes = layer.totalBytes
      if (complete.test(status)) layer.isDone = true
    },
    read() {
      if (layers.size === 0) return undefined
      const all = [...layers.values()]
      const sum = (of: (layer: Layer) => number): number => all.reduce((total, layer) => total + of(layer), 0)
      // A layer whose size is not known yet has not begun; one that is there already weighs nothing.
      const isKnown = all.every(({ isDone, totalBytes }) => isDone || totalBytes !== undefined)
      return {
        done: sum(({ doneBytes }) => doneBytes),
        ...(isKnown && { total: sum(({ totalBytes = 0 }) => totalBytes) }),
        unit: 'bytes',
        layers: { done: all.filter(({ isDone }) => isDone).length, total: all.length },
      }
    },
  }
}
