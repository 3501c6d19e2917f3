// What Kubernetes says of a failure → what of it matters, on one line. Its messages wrap each other: a kubelet repeats an image's
// name four times before it comes to why. Pure.

const most = 240

// In order: each takes what a reader knows already.
const wrappings: readonly (readonly [RegExp, string])[] = [
  [/\s*\n\s*/g, ' '],
  // Of the kubelet, its image puller and containerd.
  [/^Back-off pulling image "[^"]*":? ?/, ''],
  [/^(?:(?:ErrImagePull|ErrImageNeverPull|Error|rpc error): |code = \w+ desc = |Failed to pull image "[^"]*": |pull image error: )+/, ''],
  [/^failed to pull and unpack image "[^"]*": /, ''],
  [/^failed to resolve (?:reference|image) "[^"]*": (?=.)/, ''],
  [/^failed to do request: /, ''],
  [/^(?:Head|Get|Post) "[^"]*": (?=dial |EOF|x509|net\/http|context|remote|tls|http)/, ''],
  // 'back-off 10s restarting failed container=web pod=web-5c7_shop(3f…)'
  [/^back-off (\S+) restarting failed container.*$/i, 'next try in $1'],
  // Of the scheduler: what preemption would not help says nothing new.
  [/\.? (?:no new claims to deallocate, )?preemption: .*$/, ''],
  // Of controllers that may not create pods; the name ends in characters that are others at each try.
  [/^\(combined from similar events\): /, ''],
  [/^Error creating: /, ''],
  [/^create Pod \S+ in StatefulSet \S+ failed error: /, ''],
  [/^(?:pods|pod|Pod) "[^"]*" is forbidden: /, ''],
  [/^Internal error occurred: /, ''],
]

export function shortenMessage(message: string): string {
  const short = wrappings.reduce((text, [pattern, by]) => text.replace(pattern, by), message.trim()).trim()
  return short.length > most ? `${short.slice(0, most - 1)}…` : short
}
