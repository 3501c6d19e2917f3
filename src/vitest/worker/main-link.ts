// A test process's one connection to the main process, shared by the files and tests that need it at the same time. Worker side.
import { connectMainProcess, type BrokerAddress, type MainProcess } from '../request.ts'

/** One holder's part in it. */
export interface MainLink extends Pick<MainProcess, 'call'> {
  /** The last one to leave closes it, when the main process has taken note. */
  leave(): Promise<void>
}

interface Shared {
  readonly main: Promise<MainProcess>
  holders: number
}

const open = new Map<number, Shared>()

export function openMainLink(address: BrokerAddress): MainLink {
  let shared = open.get(address.port)
  if (!shared) open.set(address.port, (shared = { main: connectMainProcess(address), holders: 0 }))
  const link = shared
  link.holders += 1
  return {
    call: async (name, input) => (await link.main).call(name, input),
    async leave() {
      link.holders -= 1
      if (link.holders > 0) return
      open.delete(address.port)
      const main = await link.main
      // A main process that does not answer has ended, and nothing is to be told to it.
      await main.call('leave', {}).catch(() => undefined)
      main.close()
    },
  }
}
