// What every kind of webhook needs of the process that serves it. Types only.
import type { KubeConnection } from '../connection.ts'
import type { KubeRequest } from '../send-request.ts'
import type { WebhookServer } from './webhook-server.ts'

/** A request that undoes something, as it may be sent by another process. */
export type Undo = Pick<KubeRequest, 'method' | 'path' | 'query' | 'body' | 'contentType'>

export interface WebhookHost {
  readonly connection: KubeConnection
  /** The test's own. */
  readonly namespace: string
  readonly server: WebhookServer
  /** Where API servers reach the server. */
  readonly host: string
  readonly port: number
  /** Base64 of the PEM by which they know it. */
  readonly caBundle: string
  /** Begins the paths that nobody could guess. */
  readonly secretPath: string
  /** Which process this is, for whoever finds what it has left. */
  readonly owner: string
  /** How many API servers there are: each learns for itself of a webhook. */
  readonly apiServers: number
  /** Notes what undoes a change before that is made: it is sent by another process when this one dies. Resolves with how to forget it. */
  guard(undo: Undo): Promise<() => Promise<void>>
  /** An error of a handler's: whoever wrote it must see it. */
  onError(error: unknown): void
}

/** A webhook that is in force. */
export interface InstalledWebhook {
  /** Of its object in the cluster. */
  readonly name: string
  /** From now on calls are not answered, as though this process were gone; the cluster goes on calling. */
  stop(): void
  /** Resolves when the API server has stopped calling. A second time does nothing. */
  remove(signal: AbortSignal): Promise<void>
}

/** Marks what is to be removed when its process is gone. */
export const ownedLabel = 'vitest-kind/webhook'
/** Annotation: which process that is. */
export const ownerAnnotation = 'vitest-kind/owner'
/** Annotation of what is put back instead of removed: what was there before, as JSON. */
export const formerAnnotation = 'vitest-kind/former'

/** `https://172.18.0.1:40123/…` */
export function urlOf({ host, port }: Pick<WebhookHost, 'host' | 'port'>, path: string): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}${path}`
}
