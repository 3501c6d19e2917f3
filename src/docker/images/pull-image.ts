// A reference → that image on the engine, or an error with the registry's own words.
import { StringDecoder } from 'node:string_decoder'
import { DockerError } from '../../support/errors.ts'
import type { Amount, OnAmount } from '../../support/progress.ts'
import { parseImageReference } from '../../support/image-reference.ts'
import { daemonMessage, statusOf, toDockerError } from '../ask-engine.ts'
import type { Engine } from '../connect.ts'
import { readCredentials } from './credentials.ts'
import { openStream } from '../open-stream.ts'
import { createPullMeter, type PullLine } from './pull-meter.ts'

export interface PullOptions {
  /** Hears layers and bytes. */
  readonly onAmount?: OnAmount
  /** `linux/arm64` @default the engine's own */
  readonly platform?: string
}

/** Pulls with the user's registry credentials; throws KIND_IMAGE_MISSING when the registry does not give it or is not reached. */
export async function pullImage(engine: Engine, reference: string, { onAmount, platform }: PullOptions = {}): Promise<void> {
  const failed = `image ${reference} could not be pulled`
  const registry = registryOf(reference)
  const { auth, problem } = await readCredentials(registry, engine.environment, engine.signal)
  try {
    await followPull(
      await openStream(engine, { method: 'POST', path: '/images/create', query: planQuery(reference, platform), authconfig: auth }),
      (amount) => onAmount?.({ what: `pulling ${reference}`, ...amount }),
    )
  } catch (error) {
    if (engine.signal.aborted) throw await toDockerError(engine, failed, error)
    // Whatever the registry says arrives as a status of the engine or as a line of the stream; the rest is the engine's own trouble.
    if (!(error instanceof RefusedError) && statusOf(error) === undefined) throw await toDockerError(engine, failed, error)
    const message = daemonMessage(error)
    if (/no space left on device/i.test(message)) throw await toDockerError(engine, failed, error)
    throw new DockerError('KIND_IMAGE_MISSING', {
      what: failed,
      seen: [message, ...(problem === undefined ? [] : [`no credentials: ${problem}`])],
      ...(/denied|unauthorized|authentication required/i.test(message) && {
        do: `check the name; if it is private: docker login${registry === 'docker.io' ? '' : ` ${registry}`}`,
      }),
      cause: error,
    })
  }
}

function registryOf(reference: string): string {
  const parsed = parseImageReference(reference)
  return typeof parsed === 'string' ? 'docker.io' : parsed.registry
}

/** An error the engine reports inside its stream, after it has answered 200. */
class RefusedError extends Error {}

// Without a tag the engine would pull every tag there is.
function planQuery(reference: string, platform: string | undefined): Record<string, string> {
  const parsed = parseImageReference(reference)
  const isBare = typeof parsed !== 'string' && parsed.tag === undefined && parsed.digest === undefined
  return { fromImage: reference, ...(isBare && { tag: 'latest' }), ...(platform !== undefined && { platform }) }
}

async function followPull(stream: AsyncIterable<Buffer>, onAmount: (amount: Omit<Amount, 'what'>) => void): Promise<void> {
  const meter = createPullMeter()
  const decoder = new StringDecoder('utf8')
  const tell = (ending: Pick<Amount, 'over'> = {}): void => {
    const amount = meter.read()
    if (amount) onAmount({ ...amount, ...ending })
  }
  let begun = ''
  try {
    for await (const chunk of stream) {
      const lines = (begun + decoder.write(chunk)).split('\n')
      begun = lines.pop() ?? ''
      for (const line of lines) {
        if (line.trim() === '') continue
        const { error, ...told }: PullLine & { readonly error?: string } = JSON.parse(line)
        if (error !== undefined) throw new RefusedError(error)
        meter.note(told)
      }
      tell()
    }
  } finally {
    tell({ over: true })
  }
}
