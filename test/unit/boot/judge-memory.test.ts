import { expect, test } from 'vitest'
import { isMemoryShort } from '../../../src/boot/watch/judge-memory.ts'

const line = (time: string): string =>
  `Nov 30 01:10:12 web-control-plane containerd[182]: time="2026-11-30T${time}Z" level=info msg="TaskOOM event container_id:\\"c19b\\""`

test.each([
  ['nothing was killed', [], false],
  ['several programs were, at once', ['01:10:12.651', '01:10:12.801', '01:10:12.817'], false],
  ['they ran again, and were once more', ['01:10:12.651', '01:10:26.456'], true],
])('%s', (_name, times, isShort) => {
  expect(isMemoryShort(times.map(line).join('\n'))).toBe(isShort)
})

test('what else containerd says is nothing to it', () => {
  expect(isMemoryShort('time="2026-11-30T01:10:12Z" msg="StartContainer"\ntime="2026-11-30T01:20:12Z" msg="TaskOOM event"')).toBe(false)
})
