// Callers that ask for the same thing at the same time share one piece of work. In-process only.

/** Runs `work` for a key unless it is already under way, in which case its promise is shared. Failures are not remembered. */
export function createSingleFlight<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const flights = new Map<string, Promise<T>>()
  return (key, work) => {
    const known = flights.get(key)
    if (known) return known
    const flight = work().finally(() => flights.delete(key))
    flights.set(key, flight)
    return flight
  }
}
