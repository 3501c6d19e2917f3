// The conversion of a custom kind by this process: put into its definition, known to be in force, and what was there before put back.
// That it is in force shows even where there is no object to convert: with it the definition gets a column, which the API server shows
// from the moment on at which it goes by the new definition; then the column is taken out again.
import { randomUUID } from 'node:crypto'
import type { Deadline } from '../../support/deadline.ts'
import { describeError, KindError } from '../../support/errors.ts'
import { isFields } from '../../support/is-fields.ts'
import { poll } from '../../support/poll.ts'
import type { KubeConnection } from '../connection.ts'
import type { KubeObject } from '../object.ts'
import { ignoreAbsent, isRefusal, mayPass } from '../request-error.ts'
import { askApiServers } from './ask-api-servers.ts'
import { answerConversion, type Conversion } from './conversion-review.ts'
import { formerAnnotation, type InstalledWebhook, ownedLabel, ownerAnnotation, type Undo, urlOf, type WebhookHost } from './host.ts'

interface Version {
  readonly name: string
  readonly served: boolean
  readonly additionalPrinterColumns?: readonly { readonly name: string }[]
}

interface ConversionSpec {
  readonly strategy: string
  readonly webhook?: { readonly clientConfig?: object }
}

interface Definition extends KubeObject {
  readonly spec: {
    readonly group: string
    readonly names: { readonly plural: string }
    readonly versions: readonly Version[]
    readonly conversion?: ConversionSpec
  }
}

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const tableOnly = 'application/json;as=Table;v=v1;g=meta.k8s.io'

/** Throws KIND_CONFIG_INVALID when there is no such definition, KIND_APPLY_FAILED when it is refused; nothing is changed then. */
export async function installConversionWebhook(
  host: WebhookHost,
  { name, handler }: { readonly name: string; readonly handler: Conversion<never> },
  deadline: Deadline,
): Promise<InstalledWebhook> {
  const { connection, server } = host
  const { signal } = deadline
  const before = await requireDefinition(connection, name, host.owner, signal)
  const servedPath = `${host.secretPath}/${randomUUID()}`
  let isStopped = false
  const end = server.serve(servedPath, async ({ body }) => {
    if (isStopped) return 'hang up'
    return new Response(await answerConversion(body, handler, host.onError), { headers: { 'content-type': 'application/json' } })
  })
  const undo = planRestoration(name, before.spec.conversion)
  const forget = await host.guard(undo)
  let removed: Promise<void> | undefined
  const remove = async (limit: AbortSignal): Promise<void> => {
    await connection.request({ ...undo, signal: limit }).catch(ignoreAbsent)
    end()
    await forget()
  }
  const installed: InstalledWebhook = {
    name,
    stop: () => void (isStopped = true),
    remove: (limit) => (removed ??= remove(limit)),
  }
  const column = `vitest-kind-${randomUUID().slice(0, 8)}`
  try {
    await change(connection, name, signal, ({ spec }) => ({
      metadata: {
        labels: { [ownedLabel]: 'true' },
        annotations: { [ownerAnnotation]: host.owner, [formerAnnotation]: JSON.stringify(before.spec.conversion ?? null) },
      },
      spec: {
        conversion: {
          strategy: 'Webhook',
          webhook: {
            conversionReviewVersions: ['v1'],
            clientConfig: { url: urlOf(host, servedPath), caBundle: host.caBundle, service: null },
          },
        },
        versions: spec.versions.map((version) => addColumn(version, column)),
      },
    }))
    await awaitColumn(host, before, column, deadline)
    await change(connection, name, signal, ({ spec }) => ({
      spec: { versions: spec.versions.map((version) => dropColumn(version, column)) },
    }))
    return installed
  } catch (error) {
    await installed.remove(AbortSignal.timeout(3_000))
    throw error
  }
}

/** What gives a definition the conversion back that it had, and takes our marks off. */
export function planRestoration(name: string, former: ConversionSpec | undefined | null): Undo {
  const { webhook } = former ?? {}
  return {
    method: 'PATCH',
    path: `${definitions}/${name}`,
    contentType: 'application/merge-patch+json',
    body: {
      metadata: { labels: { [ownedLabel]: null }, annotations: { [ownerAnnotation]: null, [formerAnnotation]: null } },
      spec: {
        conversion: {
          strategy: former?.strategy ?? 'None',
          webhook: webhook ? { ...webhook, clientConfig: { url: null, service: null, caBundle: null, ...webhook.clientConfig } } : null,
        },
      },
    },
  }
}

async function requireDefinition(connection: KubeConnection, name: string, owner: string, signal: AbortSignal): Promise<Definition> {
  const definition = await connection.request<Definition>({ path: `${definitions}/${name}`, signal }).catch((error: unknown) => {
    ignoreAbsent(error)
    throw new KindError('KIND_CONFIG_INVALID', {
      what: `there is no CustomResourceDefinition ${name} whose conversion could be served`,
      do: "apply it first; its name is the plural and the group, 'widgets.example.com'",
    })
  })
  const other = definition.metadata.annotations?.[ownerAnnotation]
  if (other === undefined) return definition
  throw new KindError('KIND_CONFIG_INVALID', {
    what: `the conversion of CustomResourceDefinition ${name} is served by ${other === owner ? 'a webhook that is there already' : 'another test'}`,
    do: 'remove() that one first, or give the tests definitions of their own',
  })
}

/** Makes a change of what is there now, again when somebody else has changed it in between. */
async function change(connection: KubeConnection, name: string, signal: AbortSignal, plan: (now: Definition) => object): Promise<void> {
  const path = `${definitions}/${name}`
  for (;;) {
    const now = await connection.request<Definition>({ path, signal })
    const { metadata, ...rest } = plan(now) as { metadata?: object }
    const body = { ...rest, metadata: { ...metadata, resourceVersion: now.metadata.resourceVersion } }
    try {
      return void (await connection.request({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body, signal }))
    } catch (cause) {
      if (!isRefusal(cause)) throw cause
      if (cause.status === 409) continue
      throw new KindError('KIND_APPLY_FAILED', {
        what: `the conversion of CustomResourceDefinition ${name} could not be set`,
        seen: [describeError(cause)],
        cause,
      })
    }
  }
}

async function awaitColumn(
  { connection, apiServers }: WebhookHost,
  { metadata, spec }: Definition,
  column: string,
  deadline: Deadline,
): Promise<void> {
  const version = spec.versions.find(({ served }) => served)?.name
  await poll(
    async () => {
      const everywhere = await askApiServers(connection, apiServers, async (one) => {
        // Of an object that is not there: what is converted for a probe would be seen by the test.
        const table = await one.request({
          path: `/apis/${spec.group}/${version}/${spec.names.plural}`,
          query: { fieldSelector: 'metadata.name=vitest-kind.none', limit: 1 },
          accept: tableOnly,
          signal: deadline.signal,
        })
        const columns = isFields(table) ? table['columnDefinitions'] : undefined
        return Array.isArray(columns) && columns.some(({ name }: { name?: unknown }) => name === column)
      })
      return everywhere || undefined
    },
    { deadline, awaited: `the new conversion of CustomResourceDefinition ${metadata.name}`, everyMs: 10, retryOn: mayPass },
  )
}

function addColumn(version: Version, name: string): Version {
  const { additionalPrinterColumns = [] } = version
  const column = { name, type: 'string', jsonPath: '.metadata.name', priority: 1 }
  return { ...version, additionalPrinterColumns: [...additionalPrinterColumns, column] }
}

function dropColumn({ additionalPrinterColumns = [], ...version }: Version, name: string): Version {
  const columns = additionalPrinterColumns.filter((column) => column.name !== name)
  return { ...version, ...(columns.length > 0 && { additionalPrinterColumns: columns }) }
}
