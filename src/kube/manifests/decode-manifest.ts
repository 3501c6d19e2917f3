// The bytes of a manifest file → its text, as kubectl decodes them: UTF-8, or what the byte order mark says (Windows PowerShell writes
// UTF-16). Pure.

export interface DecodedManifest {
  readonly text: string
  readonly notices: readonly string[]
}

export function decodeManifest(bytes: Uint8Array): DecodedManifest {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return decode('utf-16le', bytes)
  if (first === 0xfe && second === 0xff) return decode('utf-16be', bytes)
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), notices: [] }
  } catch {
    return { ...decode('utf-8', bytes), notices: ['is not UTF-8: what could not be read became \uFFFD'] }
  }
}

function decode(encoding: string, bytes: Uint8Array): DecodedManifest {
  return { text: new TextDecoder(encoding).decode(bytes), notices: [] }
}
