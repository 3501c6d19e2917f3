// What a user may write of a patch. Types only.

/** A JSON patch and the kubeadm document it is for. */
export interface Json6902Patch {
  /**
   * API group of the document, such as 'kubeadm.k8s.io'.
   *
   * @default with `version`: any
   */
  readonly group?: string
  /**
   * API version of the document, such as 'v1beta4'.
   *
   * @default with `group`: any
   */
  readonly version?: string
  /**
   * Kind of the document, such as 'ClusterConfiguration'.
   *
   * @default required
   */
  readonly kind: string
  /**
   * List of operations, as YAML or JSON text or as an array.
   *
   * @default required
   */
  readonly patch: string | readonly object[]
}
