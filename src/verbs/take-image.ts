// An image as a test names it → what it is, checked before anything is begun.
import type { ImageSource } from '../config/image-options.ts'
import { type ImageSpec, resolveImage } from '../config/image-spec.ts'
import { findOptionProblems } from '../config/schema/find-problems.ts'
import { ConfigError } from '../support/errors.ts'
import { findProblem } from './request/find-file-problems.ts'
import { withAbsoluteImage } from './request/load-options.ts'

/** Paths count from `directory`; `done` is what was to be done with it. Throws KIND_CONFIG_INVALID. */
export async function takeImage(source: ImageSource, directory: string, done: 'loaded' | 'pushed'): Promise<ImageSpec> {
  const refuse = (problems: readonly string[]): ConfigError =>
    new ConfigError('KIND_CONFIG_INVALID', { what: `an image cannot be ${done}`, problems: [...problems, 'nothing was begun'] })
  const problems = findOptionProblems({ images: [source] })
  if (problems.length > 0) throw refuse(problems.map((line) => line.replace(/^images\[0\]\.?/, '').trim()))
  const image = resolveImage(withAbsoluteImage(source, directory))
  const missing = await findProblem(image)
  if (missing !== undefined) throw refuse([missing])
  return image
}
