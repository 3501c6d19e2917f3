export interface MissingLibrary {
  readonly library: string
  /** Debian's name for what has it; undefined where that is not known. */
  readonly package: string | undefined
}
export function findMissingLibrary(program: string): MissingLibrary | undefined
export function readMissingLibrary(said: string): MissingLibrary | undefined
