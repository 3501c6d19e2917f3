// A boot's error → whether somebody was faster with something we had found free, so that another attempt may well succeed.
import type { ClusterSpec } from '../config/spec.ts'
import { isKindError } from '../support/errors.ts'

/**
 * The network goes with the last cluster on it: another process may remove it after we have seen it and before our first
 * container is on it. And a port that was free may be taken by the time the engine publishes it.
 */
export function isRaceLost(error: unknown, spec: ClusterSpec): boolean {
  // Before the plan it is the engine's own error, after it the boot's.
  if (!isKindError(error) || !['KIND_BOOT_FAILED', 'KIND_DOCKER_FAILED'].includes(error.code)) return false
  // What programs in the nodes have said is about ports of theirs.
  const own = (error.facts.seen ?? []).filter((line) => !/^(last words of |\S+ \S+\.(log|txt|json): )/.test(line))
  return own.some((line) => /^network \S+ not found/.test(line) || isChosenPortTaken(line, spec))
}

/** A port the user has asked for stays taken however often it is tried. */
function isChosenPortTaken(line: string, { networking, nodes }: ClusterSpec): boolean {
  if (!/port is already allocated|address already in use/.test(line)) return false
  const asked = [networking.apiServerPort, ...nodes.flatMap((node) => node.extraPortMappings.map(({ hostPort }) => hostPort))]
  return !asked.some((port) => port > 0 && new RegExp(`:${port}\\b`).test(line))
}
