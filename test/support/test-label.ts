/** Everything the docker tests make carries this label. */
export const TEST_LABEL = 'io.vitest-kind.test'
