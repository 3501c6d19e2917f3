// Options as a user wrote them → the same without what counts as not written: undefined, and an empty name, image or path, as an unset
// variable gives it.
import type { ClusterOptions } from './options.ts'
import { clusterOptions } from './schema/shapes.ts'
import { tidy } from './schema/tidy.ts'

/** Judges nothing; what has another type than it should is left as it is. */
export function tidyOptions(options: ClusterOptions): ClusterOptions {
  return tidy(options, clusterOptions) as ClusterOptions
}
