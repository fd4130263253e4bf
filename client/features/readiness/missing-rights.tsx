import { useQuery } from '@tanstack/react-query'
import type { FunctionAction } from '#contract/access.ts'
import { accessQuery } from '../../api/access.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import styles from './readiness.module.css'

/** Says what may not be done in a namespace, what it needs, and the YAML that grants it. Nothing while all may be done, or it is not known. */
export function MissingRights({ namespace, className }: { namespace: string; className?: string }) {
  const { data: access } = useQuery(accessQuery(namespace))
  if (!access || access.missing.length === 0) return null
  return (
    <Notice
      tone="info"
      className={className}
      title={`You may look at functions in ${namespace}, and not ${listOf(access.missing.map(({ action }) => verbs[action]))}.`}
    >
      <details>
        <summary>What that needs</summary>
        <ul className={styles.needs}>
          {access.missing.map(({ action, needs }) => (
            <li key={action}>
              To {verbs[action]}: {needs}
            </li>
          ))}
        </ul>
        {access.grant && (
          <div className={styles.command}>
            <pre className={styles.yaml}>{access.grant}</pre>
            <CopyButton label="Copy the YAML" text={access.grant} />
          </div>
        )}
      </details>
    </Notice>
  )
}

const verbs: Record<FunctionAction, string> = {
  create: 'create them',
  change: 'change them',
  delete: 'delete them',
  invoke: 'call them',
  readLogs: 'read their logs',
  changeAddresses: 'change their addresses',
  changeSchedules: 'change their schedules',
  runSchedules: 'run schedules by hand',
}

function listOf(words: string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(words)
}
