import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import type { ClusterInfo, ConnectionState } from '#contract/cluster.ts'
import { clusterQuery } from '../../api/cluster.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { Mark } from '../mark.tsx'
import { readinessPath } from '../paths.ts'
import { useConnection } from '../use-connection.ts'
import styles from './cluster-card.module.css'

/** Which cluster this is and whether it can be reached; a press tells the rest. */
export function ClusterCard() {
  const { data: cluster } = useQuery(clusterQuery)
  const connection = useConnection()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className={styles.card}
        title="About this cluster"
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
      >
        <Mark size={32} />
        <span className={styles.text}>
          <span className={styles.name}>{cluster?.name ?? 'Kubeless UI'}</span>
          <span className={styles.facts}>
            <StatusDot tone={toneOf(connection)} />
            {words(connection)}
            {cluster?.version && <span className={styles.version}>{cluster.version}</span>}
          </span>
        </span>
      </button>
      {cluster && (
        <Dialog
          isOpen={isOpen}
          onClose={() => setIsOpen(false)}
          title={cluster.name}
          size="small"
          closesOutside
        >
          <About cluster={cluster} connection={connection} />
          <Link to={readinessPath} onClick={() => setIsOpen(false)}>
            What is wired and what is not
          </Link>
        </Dialog>
      )}
    </>
  )
}

function About({ cluster, connection }: { cluster: ClusterInfo; connection: ConnectionState | undefined }) {
  const facts: [string, string][] = [
    ['Cluster', cluster.kind === 'embedded' ? 'embedded, runs on this machine' : 'Kubernetes'],
    ['Kubernetes', cluster.version || 'unknown while disconnected'],
    ['Connection', [words(connection), connection?.reason].filter(Boolean).join(': ')],
    ['Kubeless UI', cluster.uiVersion],
  ]
  return (
    <div className={styles.about}>
      <dl className={styles.list}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {cluster.notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
    </div>
  )
}

function toneOf(connection: ConnectionState | undefined): 'ready' | 'starting' | 'failing' {
  if (!connection) return 'starting'
  return connection.state === 'connected' ? 'ready' : 'failing'
}

function words(connection: ConnectionState | undefined): string {
  if (!connection) return 'Connecting'
  return connection.state === 'connected' ? 'Connected' : 'Disconnected'
}
