import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ConnectionState } from '#contract/cluster.ts'
import { clusterQuery } from '../../api/cluster.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { noticeUpdate, useUpdateAvailable } from '../update-notice.ts'
import { useConnection } from '../use-connection.ts'
import styles from './banners.module.css'

/** What somebody should know whatever page is shown. */
export function Banners() {
  const { data: cluster } = useQuery(clusterQuery)
  useVersionWatch(cluster?.uiVersion)
  return (
    <div className={styles.banners}>
      <Disconnected />
      <UpdateBanner />
      {cluster?.missing.map(({ code, message, hint }) => (
        <Notice key={`${code} ${message}`} tone="warning" title={message} className={styles.missing}>
          {hint && (
            <span className={styles.hint}>
              <code>{hint}</code> <CopyButton label="Copy what to do" text={hint} />
            </span>
          )}
        </Notice>
      ))}
    </div>
  )
}

function Disconnected() {
  const connection = useLasting(useConnection())
  return (
    <div role="status">
      {connection?.state === 'disconnected' && (
        <p className={styles.banner} data-tone="warning">
          <IconPlugConnectedX size={16} aria-hidden="true" />
          <span>
            Disconnected since {clock.format(new Date(connection.since))} – showing last known state
            {connection.reason && <span className={styles.reason}> {connection.reason}</span>}
          </span>
        </p>
      )}
    </div>
  )
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const graceMs = 1200

/** A connection that is back at once is not worth a word. */
function useLasting(connection: ConnectionState | undefined): ConnectionState | undefined {
  const [lasting, setLasting] = useState(connection)
  useEffect(() => {
    const timer = setTimeout(() => setLasting(connection), connection?.state === 'disconnected' ? graceMs : 0)
    return () => clearTimeout(timer)
  }, [connection])
  return lasting
}

function UpdateBanner() {
  const isAvailable = useUpdateAvailable()
  return (
    <div role="status">
      {isAvailable && (
        <p className={styles.banner} data-tone="info">
          <IconRefresh size={16} aria-hidden="true" />
          <span>Kubeless UI has been updated; this page is the previous version.</span>
          <Button size="small" onClick={() => location.reload()}>
            Reload
          </Button>
        </p>
      )}
    </div>
  )
}

/** After a reconnect there may be another server behind the same address. */
function useVersionWatch(version: string | undefined): void {
  const [first, setFirst] = useState(version)
  if (first === undefined && version !== undefined) setFirst(version)
  useEffect(() => {
    if (first !== undefined && version !== undefined && version !== first) noticeUpdate()
  }, [first, version])
}
