// The bytes of a kubeconfig file → its text, and back into the same encoding. Client-go reads UTF-8 and, with a byte order mark, UTF-16:
// what `>` of the older PowerShell writes. The mark stays in the text.

export interface DecodedText {
  readonly text: string
  readonly encode: (text: string) => Buffer
}

/** Throws for bytes that are no text: they could not be given back as they were. */
export function decodeKubeconfig(bytes: Buffer): DecodedText {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff
  if (!isLittle && !isBig) {
    try {
      return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), encode: (text) => Buffer.from(text) }
    } catch (cause) {
      throw new Error('it is not in UTF-8', { cause })
    }
  }
  const swap = (buffer: Buffer): Buffer => (isBig ? Buffer.from(buffer).swap16() : buffer)
  const text = bytes.length % 2 === 0 ? swap(bytes).toString('utf16le') : '\uD800'
  if (!text.isWellFormed()) throw new Error('it is not in UTF-16, although its byte order mark says so')
  return { text, encode: (changed) => swap(Buffer.from(changed, 'utf16le')) }
}
