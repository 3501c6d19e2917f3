// The few structures of DER (X.690) that certificates and requests for them are made of, and PEM around them. Node.js signs, but writes
// neither.

/** A tag and its content. */
export function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const value = Buffer.concat(content)
  return Buffer.concat([Buffer.from([tag, ...encodeLength(value.length)]), value])
}

function encodeLength(length: number): number[] {
  if (length <= 0x7f) return [length]
  if (length <= 0xff) return [0x81, length]
  return [0x82, length >> 8, length & 0xff]
}

export function sequence(...content: readonly Buffer[]): Buffer {
  return der(0x30, ...content)
}

export function set(...content: readonly Buffer[]): Buffer {
  return der(0x31, ...content)
}

/** An object identifier, encoded already. */
export function identifier(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

export function utf8(text: string): Buffer {
  return der(0x0c, Buffer.from(text))
}

/** A BIT STRING of whole bytes. */
export function bits(bytes: Buffer): Buffer {
  return der(0x03, Buffer.from([0]), bytes)
}

export function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
