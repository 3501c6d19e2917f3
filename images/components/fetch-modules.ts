// Downloads the modules of recipes while others compile: the network and the cores are then busy at once.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { GoToolchain } from './go-toolchain.ts'
import { pinsFolder } from './recipe-folder.ts'
import type { Recipe } from './recipe.ts'

/**
 * Begins at once, one recipe after the other. A failed download is not reported here: the build that needs the
 * module tries again and says why it fails. `stop` resolves when nothing of it runs any more.
 */
export function fetchModules(recipes: readonly Recipe[], go: GoToolchain): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const running = (async () => {
    for (const recipe of recipes) {
      if (stopping.signal.aborted) return
      const child = spawn('go', ['mod', 'download'], { cwd: pinsFolder(recipe), env: go.env, stdio: 'ignore' })
      const ended = once(child, 'close')
      const end = (): void => void child.kill()
      stopping.signal.addEventListener('abort', end, { once: true })
      await ended.catch(() => undefined)
      stopping.signal.removeEventListener('abort', end)
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
