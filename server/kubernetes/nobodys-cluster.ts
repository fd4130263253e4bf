/** In place of the dashboard's own view, where everybody has one of their own: nothing is read with its account. */
import { AppError } from '../errors.ts'
import type { Cluster } from './cluster.ts'

export function nobodysCluster(): Cluster {
  const since = new Date().toISOString()
  const own: Partial<Cluster> = {
    // Whether the cluster can be reached is said to each person by their own view.
    connection: () => ({ state: 'connected', since, hasSynced: true }),
    close: async () => undefined,
  }
  return new Proxy(own, {
    get(_, name) {
      const known: unknown = Reflect.get(own, name)
      if (known !== undefined) return known
      return () => {
        throw new AppError(
          401,
          'unauthenticated',
          'Only what your own Kubernetes token may see is shown here.',
        )
      }
    },
  }) as Cluster // Every other method is the one that throws.
}
