// Evidence → the last words of the programs that ended: a containerd, a kubelet, an API server. What kubeadm says is only that it has
// waited for them. Pure.
import { containerLog, type Evidence, type EvidenceSource } from './evidence.ts'
import { readFatalLine, readLastLine } from './fatal-line.ts'
import { readPluginErrors } from './plugin-errors.ts'

export interface LastWords {
  readonly node: string
  /** `kubelet`, `containerd`, `kube-apiserver`. */
  readonly program: string
  readonly text: string
  /** It was started anew, and has not ended again: what it waited for may have come. */
  readonly runsAgain: boolean
}

/** What a control plane is made of: the first is waited for by the second, and that one by the others. */
const staticPods = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']

/** Those first that others wait for. A program that runs has said nothing last. */
export function findLastWords({ sources }: Pick<Evidence, 'sources'>): LastWords[] {
  return [
    ...sources.filter(({ source }) => source === 'plugins.txt').flatMap(readRuntime),
    ...sources.filter(({ source }) => source === 'units.txt').flatMap((units) => readUnits(units, sources)),
    ...readStaticPods(sources),
  ]
}

/** Its plugin for the kubelet may fail while containerd itself runs. */
function readRuntime({ node, text }: EvidenceSource): LastWords[] {
  return readPluginErrors(text).map((message) => ({ node, program: 'containerd', text: message, runsAgain: false }))
}

function readUnits({ node, text }: EvidenceSource, sources: readonly EvidenceSource[]): LastWords[] {
  return ['containerd', 'kubelet'].flatMap((program) => {
    const unit = text.split(/^unit = /m).find((block) => block.startsWith(program)) ?? ''
    const restarts = Number(/^NRestarts=(\d+)/m.exec(unit)?.[1] ?? 0)
    const journal = sources.find((source) => source.node === node && source.source === `${program}.log`)?.text ?? ''
    const last = restarts > 0 ? readFatalLine(journal) : undefined
    return last === undefined ? [] : [{ node, program, text: last, runsAgain: /^ActiveState=active$/m.test(unit) }]
  })
}

/** Of each node the first alone: the others ended for want of it. */
function readStaticPods(sources: readonly EvidenceSource[]): LastWords[] {
  const ended = staticPods.flatMap((program) => readContainers(program, sources))
  return ended.filter(({ node }, at) => ended.findIndex((one) => one.node === node) === at)
}

function readContainers(program: string, sources: readonly EvidenceSource[]): LastWords[] {
  const logs = sources.flatMap(({ node, source, text }) => {
    const { container, attempt } = containerLog.exec(source)?.groups ?? {}
    return container === program ? [{ node, attempt: Number(attempt), text }] : []
  })
  return [...new Set(logs.map(({ node }) => node))].flatMap((node) => {
    const [newest, before] = logs.filter((log) => log.node === node).toSorted((one, other) => other.attempt - one.attempt)
    // A start that has another after it has ended, whatever it said.
    const end = readFatalLine(newest!.text)
    const text = end ?? (before && (readFatalLine(before.text) ?? readLastLine(before.text)))
    return text === undefined ? [] : [{ node, program, text, runsAgain: end === undefined }]
  })
}
