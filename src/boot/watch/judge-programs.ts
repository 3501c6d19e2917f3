// How a node's programs have ended so far → whether one of them ends again and again, so that waiting on is of no use. Pure.
import { containerLog } from '../evidence/evidence.ts'
import { readFatalLine, readFatalLines } from '../evidence/fatal-line.ts'

/** A file of {@link watchScript}: `kubelet.log`, or the newest log of a container. */
export interface WatchedFile {
  readonly file: string
  readonly text: string
}

/** An end of a program, told once however often it is looked at. */
export interface ProgramEnd {
  readonly program: string
  /** How often it had been started before. */
  readonly attempt: number
  /** Its last words. */
  readonly text: string
}

/** Words of a program that waits for another one, which may come. */
const mayPass =
  /connection refused|deadline exceeded|timed? ?out|timeout|connection reset|broken pipe|EOF\b|temporarily|try again|not yet|no route to host|unavailable|(bootstrap-kubelet\.conf|kubelet\/config\.yaml)[^\n]*no such file|containerd\.sock[^\n]*no such file/i

/** What no other program and no time will mend. */
const staysSo =
  /no such file or directory|unknown (shorthand )?flag|flag provided but not defined|invalid argument|unrecognized feature gate|is unknown|unknown (admission|api)|strict decoding|cannot unmarshal|failed to parse|is not a valid|permission denied|labels specified with/i

// systemd starts a kubelet anew each second.
const kubeletEnds = 3

export function readEnds(files: readonly WatchedFile[]): ProgramEnd[] {
  return files.flatMap(({ file, text }) => {
    if (file === 'kubelet.log') {
      return readFatalLines(text).map((end, attempt) => ({ program: 'kubelet', attempt, text: end }))
    }
    const { container, attempt } = containerLog.exec(file)?.groups ?? {}
    const end = readFatalLine(text)
    return container === undefined || end === undefined ? [] : [{ program: container, attempt: Number(attempt), text: end }]
  })
}

/**
 * One whose ends are all the same, figures apart. The kubelet keeps the log of one ended container, and starts it anew at once the first
 * time, then after 10 s: words that time does not mend are enough at a second end, whatever the first was; others are to be seen twice.
 */
export function judgeEnds(ends: readonly ProgramEnd[]): ProgramEnd | undefined {
  for (const program of ['kubelet', 'etcd', 'kube-apiserver']) {
    const own = ends.filter((end) => end.program === program).slice(program === 'kubelet' ? -kubeletEnds : -2)
    const last = own.at(-1)
    if (!last || mayPass.test(last.text)) continue
    const alike = own.every(({ text }) => blur(text) === blur(last.text))
    const enough = program === 'kubelet' ? own.length === kubeletEnds : own.length === 2 || (last.attempt > 0 && staysSo.test(last.text))
    if (alike && enough) return last
  }
  return undefined
}

function blur(text: string): string {
  return text.replaceAll(/0x[0-9a-f]+|\d+/gi, '#')
}
