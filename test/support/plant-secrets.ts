// Tokens and keys for a test to put where people put them, and what to look for afterwards.
import { generateKeyPairSync, randomUUID } from 'node:crypto'

/** Others each time. `all`: as what they are looked for. */
export function plantSecrets() {
  const encode = (text: string): string => Buffer.from(text).toString('base64')
  const plain = `planted-${randomUUID()}`
  const jwt =
    [{ alg: 'RS256' }, { sub: plain }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.c2lnbmVk'
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  const lines = pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-'))
  const literal = [plain, jwt, ...lines, encode(plain), encode(pem).replace(/=+$/, '')]
  return { plain, jwt, pem, all: literal.map((text) => new RegExp(text.replaceAll(/[+/.]/g, '\\$&'))) }
}
