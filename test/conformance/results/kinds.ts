// Why a spec was skipped or failed, in the suite's words → one of a few kinds, to be counted. Pure.

const kinds: readonly (readonly [RegExp, string])[] = [
  [/(?:at least|requires?|need) (?:\w+ )?(?:\d+|two|multiple)[^.]*nodes?|not enough nodes|less than \d+ nodes/i, 'needs more nodes'],
  [/only supported for (?:providers|node os)|provider/i, 'needs a cloud or another system'],
  [/failed to pull .*@sha256:/, 'it asks for the published image by its digest, which no other has'],
  [/ErrImagePull|ImagePullBackOff|failed to pull/i, 'an image cannot be had here'],
  [
    /context deadline exceeded|would exceed context deadline|TLS handshake timeout|request timed out/i,
    'the API server did not answer in time',
  ],
  [
    /ID=debian.*Alpine Linux|Alpine Linux.*ID=debian|^Expected <string>: PRETTY_NAME="Debian/s,
    'it looks for Alpine, and the image here is Debian',
  ],
  [/\/bin\/sh: line \d+: \/file: Rea/, "it looks for the words of busybox's shell, and the one here is bash"],
  [/AppArmor is disabled/, 'the host has no AppArmor'],
  [/Image Volume digest reporting/, "containerd does not tell an image volume's digest"],
  [/ran over/, 'ran over its time'],
]

export function kindOf(why = ''): string {
  return kinds.find(([pattern]) => pattern.test(why))?.[1] ?? why.slice(0, 80)
}
