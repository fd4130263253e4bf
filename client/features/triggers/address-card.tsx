import { IconExternalLink, IconPencil, IconTrash, IconWorld } from '@tabler/icons-react'
import type { HttpTrigger } from '#contract/triggers.ts'
import { Barred } from '../../ui/barred.tsx'
import type { Bar } from '../../ui/barred.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { TriggerState, TriggerWords } from './trigger-state.tsx'
import styles from './triggers.module.css'

export interface AddressCardProps {
  trigger: HttpTrigger
  /** It may be neither changed nor deleted. */
  bar: Bar | undefined
  onEdit: () => void
  onDelete: () => void
}

/** An address the function answers at. */
export function AddressCard({ trigger, bar, onEdit, onDelete }: AddressCardProps) {
  const { name, address, host, path, status } = trigger
  return (
    <article className={styles.card} aria-label={`Address ${name}`}>
      <header className={styles.head}>
        <IconWorld size={18} className={styles.icon} aria-hidden="true" />
        <h2 className={styles.title}>
          {address === '' ? (
            <code>{`${host || 'every host'}${path}`}</code>
          ) : (
            <a href={address} target="_blank" rel="noreferrer">
              <code>{address}</code>
              <IconExternalLink size={14} aria-label="opens in a new tab" />
            </a>
          )}
        </h2>
        <TriggerState status={status} />
        <div className={styles.actions}>
          {address !== '' && <CopyButton label="Copy address" text={address} />}
          <Barred by={bar}>
            {(barred) => (
              <IconButton label={`Edit address ${name}`} onClick={onEdit} {...barred}>
                <IconPencil size={16} />
              </IconButton>
            )}
          </Barred>
          <Barred by={bar}>
            {(barred) => (
              <IconButton label={`Delete address ${name}`} onClick={onDelete} {...barred}>
                <IconTrash size={16} />
              </IconButton>
            )}
          </Barred>
        </div>
      </header>
      <TriggerWords status={status} />
      <p className={styles.facts}>{factsOf(trigger).join(' · ')}</p>
    </article>
  )
}

function factsOf({ name, gateway, cors, basicAuthSecret, tls, tlsSecret }: HttpTrigger): string[] {
  return [
    name,
    ...(gateway ? [`gateway ${gateway}`] : []),
    ...(cors ? ['CORS'] : []),
    basicAuthSecret ? `passwords of ${basicAuthSecret}` : 'open to everybody',
    ...(tls ? ['certificate by ACME'] : []),
    ...(tlsSecret ? [`certificate ${tlsSecret}`] : []),
  ]
}
