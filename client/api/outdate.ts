import type { QueryClient, QueryFilters } from '@tanstack/react-query'

/**
 * Marks answers as older than what is now known: those in view are asked for again, the others when they are next looked at.
 * A first answer that is still on its way may be older too, and `invalidateQueries` lets it stand (query-core reuses the
 * fetch of a query without data): it is asked for again as soon as it is here.
 */
export function outdate(client: QueryClient, filters: QueryFilters = {}): void {
  const firstAnswers = client.getQueryCache().findAll({
    ...filters,
    fetchStatus: 'fetching',
    predicate: ({ state }) => state.data === undefined,
  })
  void client.invalidateQueries(filters)
  for (const { promise, queryKey } of firstAnswers) {
    const askAgain = () => client.invalidateQueries({ queryKey, exact: true })
    void promise?.then(askAgain, askAgain)
  }
}
