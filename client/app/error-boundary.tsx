import { Component } from 'react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import styles from './error-boundary.module.css'
import { useUpdateAvailable } from './update-notice.ts'

interface Props {
  children: ReactNode
  /** A new value tries again, e.g. the address of the page. */
  resetKey?: string
}

interface State {
  error?: unknown
  resetKey?: string
}

/** Catches what a page throws, so that a mistake of ours takes away one page and not all. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { resetKey: this.props.resetKey }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error ?? new Error('unknown') }
  }

  static getDerivedStateFromProps({ resetKey }: Props, state: State): State | null {
    return resetKey === state.resetKey ? null : { resetKey, error: undefined }
  }

  override render() {
    const { error } = this.state
    return error === undefined ? this.props.children : <Broken error={error} />
  }
}

function Broken({ error }: { error: unknown }) {
  const isOutdated = useUpdateAvailable()
  const message = error instanceof Error ? error.message : 'unknown'
  const isMissing = /dynamically imported module|importing a module|preload CSS/i.test(message)
  const { title, text } = isOutdated ? words.outdated : isMissing ? words.missing : words.broken
  return (
    <div className={styles.page} role="alert">
      <EmptyState
        title={title}
        action={
          <Button variant="primary" onClick={() => location.reload()}>
            Reload
          </Button>
        }
      >
        {text}
        {!isOutdated && <code className={styles.detail}>{message}</code>}
      </EmptyState>
    </div>
  )
}

const words = {
  outdated: {
    title: 'Kubeless UI has been updated',
    text: 'This page belongs to the previous version, and a part of it is no longer there. What you have typed is kept.',
  },
  missing: {
    title: 'A part of this page could not be loaded',
    text: 'Check that Kubeless UI is running and that this computer can reach it, then reload. What you have typed is kept.',
  },
  broken: {
    title: 'This page could not be shown',
    text: 'That is a mistake of Kubeless UI, not of your function. Reloading usually helps; your functions go on running.',
  },
}
