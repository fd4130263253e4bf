import { IconClock, IconWorld } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FunctionRef } from '#contract/functions.ts'
import type { HttpTrigger, ScheduleTrigger, Trigger } from '#contract/triggers.ts'
import { useDenial } from '../../api/access.ts'
import { ApiError } from '../../api/http.ts'
import { triggersQuery } from '../../api/triggers.ts'
import { Barred } from '../../ui/barred.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { toast } from '../../ui/toast.ts'
import { AddressCard } from './address-card.tsx'
import { AddressDialog } from './address-dialog.tsx'
import { DeleteTriggerDialog } from './delete-trigger.tsx'
import { ScheduleCard } from './schedule-card.tsx'
import { ScheduleDialog } from './schedule-dialog.tsx'
import { freeName } from './trigger-form.ts'
import styles from './triggers.module.css'

/** Which form is open, and of what: without a trigger it makes a new one. */
type Editing = { kind: 'http'; trigger?: HttpTrigger } | { kind: 'schedule'; trigger?: ScheduleTrigger }

/** What calls the function by itself: addresses and schedules. */
export function TriggerPanel({ functionRef }: { functionRef: FunctionRef }) {
  const { data, error, isPending, refetch } = useQuery(triggersQuery(functionRef))
  const [editing, setEditing] = useState<Editing>()
  const [deleting, setDeleting] = useState<Trigger>()
  const bars = {
    addresses: useDenial(functionRef.namespace, 'changeAddresses'),
    schedules: useDenial(functionRef.namespace, 'changeSchedules'),
    runs: useDenial(functionRef.namespace, 'runSchedules'),
  }

  if (isPending)
    return (
      <div className={styles.panel} aria-busy="true">
        <Skeleton height="7rem" />
      </div>
    )
  if (!data)
    return (
      <div className={styles.panel}>
        <Notice
          tone="error"
          title={`What calls this function could not be loaded. ${error?.message ?? ''}`}
          hint={error instanceof ApiError ? error.hint : undefined}
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        />
      </div>
    )

  const names = (kind: Trigger['kind']) => data.filter((one) => one.kind === kind).map(({ name }) => name)
  const suggested = (kind: Trigger['kind']) => freeName(functionRef.name, names(kind))
  const close = () => setEditing(undefined)
  const handleSaved = (trigger: Trigger) => {
    toast(`${trigger.name} is ${editing?.trigger ? 'changed' : 'created'}`)
    close()
  }
  const buttons = (
    <div className={styles.add}>
      <Barred by={bars.schedules}>
        {(barred) => (
          <Button onClick={() => setEditing({ kind: 'schedule' })} {...barred}>
            <IconClock size={16} aria-hidden="true" /> New schedule
          </Button>
        )}
      </Barred>
      <Barred by={bars.addresses}>
        {(barred) => (
          <Button onClick={() => setEditing({ kind: 'http' })} {...barred}>
            <IconWorld size={16} aria-hidden="true" /> New address
          </Button>
        )}
      </Barred>
    </div>
  )
  return (
    <section className={styles.panel} aria-label="Triggers">
      {data.length === 0 ? (
        <EmptyState title="Nothing calls this function by itself" action={buttons}>
          A schedule calls it at set times. An address makes it answer to whoever asks there.
        </EmptyState>
      ) : (
        <>
          {buttons}
          <ul className={styles.list}>
            {data.map((trigger) => (
              <li key={`${trigger.kind} ${trigger.uid}`}>
                {trigger.kind === 'http' ? (
                  <AddressCard
                    trigger={trigger}
                    bar={bars.addresses}
                    onEdit={() => setEditing({ kind: 'http', trigger })}
                    onDelete={() => setDeleting(trigger)}
                  />
                ) : (
                  <ScheduleCard
                    trigger={trigger}
                    bar={bars.schedules}
                    runBar={bars.runs}
                    onEdit={() => setEditing({ kind: 'schedule', trigger })}
                    onDelete={() => setDeleting(trigger)}
                  />
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {editing?.kind === 'http' && (
        <AddressDialog
          functionRef={functionRef}
          trigger={editing.trigger}
          suggestedName={suggested('http')}
          onClose={close}
          onSaved={handleSaved}
        />
      )}
      {editing?.kind === 'schedule' && (
        <ScheduleDialog
          functionRef={functionRef}
          trigger={editing.trigger}
          suggestedName={suggested('schedule')}
          onClose={close}
          onSaved={handleSaved}
        />
      )}
      <DeleteTriggerDialog trigger={deleting} onClose={() => setDeleting(undefined)} />
    </section>
  )
}
