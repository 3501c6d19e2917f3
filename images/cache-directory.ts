// Where Go's caches and the finished components are kept: outside node_modules, whose content each `npm ci` removes, and which
// belongs to somebody else where the package is installed for the whole machine. A clone has them in its own .cache.
import { isAbsolute, join, sep } from 'node:path'

/** `home` and `cacheHome` as the environment has them: HOME, XDG_CACHE_HOME. */
export function planCacheDirectory(packageFolder: string, { home, cacheHome }: { home: string; cacheHome: string | undefined }): string {
  if (!packageFolder.split(sep).includes('node_modules')) return join(packageFolder, '.cache')
  // A relative XDG_CACHE_HOME is to be ignored, says the specification.
  return join(cacheHome !== undefined && isAbsolute(cacheHome) ? cacheHome : join(home, '.cache'), 'vitest-kind')
}
