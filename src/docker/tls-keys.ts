// A folder with ca.pem, cert.pem and key.pem → the keys of an engine behind TLS, as Docker has them; and what came of using them, in words.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { describeError } from '../support/errors.ts'
import { PlaceError } from './place-error.ts'

export interface TlsKeys {
  /** Who signs the engine's certificate; undefined: whom Node.js trusts. */
  readonly ca?: Buffer
  readonly cert?: Buffer
  readonly key?: Buffer
}

/** None without a folder: then only the engine shows who it is. Throws PlaceError for a folder without any, and for what is no key. */
export async function readTlsKeys(directory: string | undefined): Promise<TlsKeys> {
  if (directory === undefined) return {}
  const [ca, cert, key] = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map((name) => readIfThere(join(directory, name))))
  const fill = 'DOCKER_CERT_PATH, or the Docker context, is to have ca.pem, cert.pem and key.pem'
  if (!ca && !cert && !key)
    throw new PlaceError(`it is to be asked over TLS, and there is no ca.pem, cert.pem or key.pem in ${directory}`, fill)
  if (!cert !== !key)
    throw new PlaceError(`there is no ${cert ? 'key' : 'cert'}.pem beside ${cert ? 'cert' : 'key'}.pem in ${directory}`, fill)
  const keys = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }
  try {
    createSecureContext(keys)
  } catch (error) {
    throw new PlaceError(`the keys in ${directory} cannot be used: ${describeError(error)}`, fill)
  }
  return keys
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new PlaceError(
      `${path} cannot be read: ${error.code === 'EACCES' ? 'permission denied' : error.message}`,
      `let it be read: ls -l ${path}`,
    )
  })
}

/** Undefined where it was not the keys. */
export function explainTls(error: unknown, directory: string | undefined): PlaceError | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : ''
  const keys = directory ?? 'the authorities that Node.js trusts'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return new PlaceError(
      `its certificate is for other names: ${message.replace(/^.*?(?=Host: |IP: )/, '')}`,
      'name the engine as its certificate does, or make that for this name too (subjectAltName)',
    )
  if (code === 'CERT_HAS_EXPIRED') return new PlaceError('its certificate has run out', "make the engine's certificate anew")
  if (/^(SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/.test(code))
    return new PlaceError(
      `its certificate is not signed by ${directory === undefined ? keys : join(directory, 'ca.pem')} (${message.replace(/;.*/s, '')})`,
      `put the ca.pem of that engine ${directory === undefined ? 'into a folder, and set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH to that' : `into ${directory}`}`,
    )
  if (/CERTIFICATE_REQUIRED/.test(code))
    return new PlaceError(
      'it wants a client certificate',
      directory === undefined
        ? 'set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem'
        : `put cert.pem and key.pem into ${directory}`,
    )
  if (/ALERT_(BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)/.test(code))
    return new PlaceError(
      directory === undefined
        ? 'it wants a client certificate'
        : `it refuses the client certificate ${join(directory, 'cert.pem')} (${code})`,
      'cert.pem and key.pem are to be signed by the authority that the engine was given with --tlscacert',
    )
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/.test(code) || (code === 'EPROTO' && /wrong version number/.test(message)))
    return new PlaceError('it does not speak TLS', 'unset DOCKER_TLS_VERIFY, or name the port where the engine does: 2376 by custom')
  if (/Client sent an HTTP request to an HTTPS server/.test(message))
    return new PlaceError(
      'it speaks TLS, and was asked without',
      'set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem',
    )
  return undefined
}
