// What the pod network has noted of a node: addresses of this boot, written once, and on a node that is alone a moment after that is usable. Pure.

/** Of an annotation's key. */
export function isNetworkNote(annotation: string): boolean {
  return annotation.startsWith('flannel.alpha.coreos.com/')
}
