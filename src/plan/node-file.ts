// A file of ours in a container of the cluster.

export interface NodeFile {
  readonly path: string
  readonly content: string
  readonly mode?: number
}
