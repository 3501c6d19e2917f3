// Failures of tests in a cluster → the same without what is another thing each time.

/** Names of namespaces, pods and clusters without what is another each time. */
export function steady(text: string): string {
  return text.replaceAll(/(?<=web)-[0-9a-f]{6,10}-[a-z0-9]{5}\b/g, '-…').replaceAll(/-[0-9a-f]{6}\b/g, '-…')
}

/** Without the stack, and without what is another thing each time: names, addresses, times, how often. */
export function messageOf(failure: string): string {
  const [message = ''] = failure.split(/\n\s+at /)
  return (
    steady(message)
      .replaceAll(otherWarnings, '')
      .replaceAll(ofCluster, '')
      .replaceAll(/\n  when it failed, in [^\n]+:(?=\n  kept |$)/g, '')
      .replaceAll(/\b\d+\.\d s\b/g, 'N s')
      .replaceAll(/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, 'IP')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z|\b\d\d:\d\d:\d\d\b/g, 'TIME')
      .replaceAll(/ \(\d+ times\)/g, '')
      // The kubelet tries, and waits before it tries again.
      .replaceAll('ErrImagePull', 'ImagePullBackOff')
      .replaceAll(/\b\d+ restarts?\b/g, 'N restarts')
      // What is given up at once may be told before the Deployment's controller has counted.
      .replaceAll(
        /(?:waits for its controller to see the newest spec; )?has 0 of 1 replicas with the newest template$/gm,
        'has 0 of 1 replicas Ready',
      )
      .replaceAll(/next try in \S+(?=,)/g, 'next try soon')
      .replaceAll(
        crashing,
        (_, ...[code, reason, lastCode, lastReason]: string[]) => `crashes: ${code ?? lastCode} (${reason ?? lastReason})`,
      )
  )
}

// What else Kubernetes warns of depends on the moment; a probe that met a container's end is such a thing.
const otherWarnings = /\n  warning (?!Unhealthy on .*: Readiness probe failed|ProvisioningFailed).*/g

// A busy host's own programs may end and begin again, and its nodes turn, while something else is looked at: true, and another thing each time.
const ofCluster = /\n  (?:Pod \S+ in kube-system: |\d+ pods in kube-system: |Node \S+ (?:Ready=|became Ready at |is tainted )).*/g

// It may be seen while it waits for the next try, in it, or just after it.
const crashing =
  /(?:is waiting: CrashLoopBackOff: next try soon|runs but is not Ready)(?:, N restarts)?, last exit code (\d+) \((\w+)\)|exited with (\d+): (\w+)(?:, N restarts)?/g

/** Whether a failure says itself that not all could be asked in the time there is for it. */
export function isCutShort(message: string): boolean {
  const isSilent = /the API server has not answered|kube-apiserver on \S+ is stopped/.test(message)
  return (
    /^ {2}there may be more: /m.test(message) ||
    (!isSilent && /^ {2}(?:the API server did not answer|more could not be asked: .*timeout)/m.test(message))
  )
}
