import { useQuery } from '@tanstack/react-query'
import type { ConnectionState } from '#contract/cluster.ts'
import { clusterQuery } from '../api/cluster.ts'
import { useLiveConnection } from '../api/events.ts'

/** Whether what is on the screen is fresh: both hops count, from this tab to the server and from there to the cluster. */
export function useConnection(): ConnectionState | undefined {
  const live = useLiveConnection()
  const cluster = useQuery(clusterQuery).data?.connection
  if (live?.state === 'disconnected') return live
  return cluster ?? live
}
