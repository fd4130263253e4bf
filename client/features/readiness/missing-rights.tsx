import { useQuery } from '@tanstack/react-query'
import type { FunctionAction, MissingRight } from '#contract/access.ts'
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
      title={`In ${namespace} you may not ${namesOf(access.missing)}.`}
    >
      <details>
        <summary>What that needs</summary>
        <ul className={styles.needs}>
          {access.missing.map(({ action, needs }) => (
            <li key={action}>
              To {words[action]}: {needs}
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

const words: Record<FunctionAction, string> = {
  create: 'create functions',
  change: 'change functions',
  delete: 'delete functions',
  invoke: 'call functions',
  readLogs: 'read logs',
  changeAddresses: 'change addresses',
  changeSchedules: 'change schedules',
  runSchedules: 'run schedules',
}

/** `create, change or delete functions, or read logs`: what is done with the same is named together. */
function namesOf(missing: readonly MissingRight[]): string {
  const verbs = new Map<string, string[]>()
  for (const { action } of missing) {
    const [verb = '', object = ''] = words[action].split(' ')
    verbs.set(object, [...(verbs.get(object) ?? []), verb])
  }
  return listOf([...verbs].map(([object, all]) => `${listOf(all)} ${object}`))
}

function listOf(words: string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words)
}
