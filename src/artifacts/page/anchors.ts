// Where on the page a test is told of. Vitest's ids are numbers with underscores; whatever else comes is made harmless.
export function testAnchor(id: string): string {
  return `test-${id.replaceAll(/[^\w-]/g, '-')}`
}
