// What dead runs have left, the node image and the programs at work → what is to be said of them. Pure.
import type { HostExamination } from './examination.ts'
import { count, type HostCheck, type Judgement, ok, unseen } from './finding.ts'

export const programChecks: readonly HostCheck[] = [
  { area: 'leftovers', name: 'leftovers', judge: judgeLeftovers },
  { area: 'versions', name: 'node-image', judge: judgeImage },
  { area: 'versions', name: 'node.js', judge: judgeNodeJs },
  { area: 'versions', name: 'vitest', judge: judgeVitest },
]

// That many names make a line one can still read.
const namesShown = 4

function judgeLeftovers({ more, engine }: HostExamination): Judgement | undefined {
  if (!more || 'silence' in engine) return undefined
  const { leftovers } = more
  if (typeof leftovers === 'string')
    return unseen(`what dead runs have left cannot be told: ${leftovers}`, 'npx vitest-kind prune --dry-run')
  if (leftovers.length === 0) return ok('dead runs have left nothing')
  const rest = leftovers.length - namesShown
  const names = [...leftovers.slice(0, namesShown), ...(rest > 0 ? [`${rest} more`] : [])].join(', ')
  return { state: 'warning', text: `dead runs have left ${count(leftovers.length, 'thing')}: ${names}`, do: 'npx vitest-kind prune' }
}

function judgeImage({ more, engine }: HostExamination): Judgement | undefined {
  if (!more?.image || 'silence' in engine) return undefined
  const { version, reference, notice, platform, remedy } = more.image
  if (reference === undefined)
    return {
      state: 'warning',
      text: `no node image of Kubernetes ${version} is here: the first boot pulls one, or fails where no registry can be reached`,
      do: remedy,
    }
  const own = `${engine.osType}/${engine.architecture}`
  if (platform !== undefined && !platform.startsWith(own))
    return {
      state: 'problem',
      text: `${reference} is for ${platform}, the engine runs ${own}`,
      do: `docker image rm ${reference}; then ${remedy}`,
    }
  return ok(notice ?? `${reference}, the node image of Kubernetes ${version}, is here`)
}

function judgeNodeJs({ more }: HostExamination): Judgement | undefined {
  if (!more) return undefined
  const { nodeJs, package: release } = more.programs
  const text = `vitest-kind ${release} on Node.js ${nodeJs}`
  const [major = 0, minor = 0] = nodeJs.split('.').map(Number)
  // As `engines` in package.json.
  if (major === 24 || major >= 26 || (major === 22 && minor >= 22)) return ok(text)
  return { state: 'warning', text: `${text}, which is not tried`, do: 'install Node.js 22.22, 24 or 26' }
}

function judgeVitest({ more }: HostExamination): Judgement | undefined {
  if (!more) return undefined
  const { vitest } = more.programs
  if (vitest === undefined) return ok('no Vitest is installed for this folder: the command line and vitest-kind/api work without')
  const [major = 0, minor = 0] = vitest.split('.').map(Number)
  if (major === 5 || (major === 4 && minor >= 1)) return ok(`Vitest ${vitest}`)
  // A newer major may do; nobody has tried it.
  if (major > 5)
    return { state: 'warning', text: `Vitest ${vitest} is newer than this release knows`, do: 'npm install --save-dev vitest@5' }
  return { state: 'problem', text: `Vitest ${vitest} is too old: the plugin needs 4.1 or 5`, do: 'npm install --save-dev vitest@5' }
}
