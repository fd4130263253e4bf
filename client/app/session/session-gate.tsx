import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { startLiveUpdates } from '../../api/events.ts'
import { ApiError } from '../../api/http.ts'
import { currentSession, openSession, subscribeToSession, useSessionState } from '../../api/session.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import styles from './session.module.css'
import { SignInForm } from './sign-in-form.tsx'
import { SignInPage } from './sign-in-page.tsx'

/** Lets nobody in without a session. One that ends later is asked for over the page, which stays as it is. */
export function SessionGate({ children }: { children: ReactNode }) {
  const state = useSessionState()
  useLiveUpdates(state.phase === 'signed-in')
  useForgetting()

  if (state.phase === 'checking')
    return (
      <div className={styles.wait} role="status" aria-label="Signing in">
        <Spinner className={styles.late} />
      </div>
    )
  if (state.phase === 'unreachable') return <Unreachable error={state.error} />
  if (state.phase === 'signed-out') return <SignInPage error={state.error} />
  return (
    <>
      {children}
      <Dialog
        isOpen={state.phase === 'ended'}
        isLocked
        onClose={() => undefined}
        size="small"
        title="Your session has ended"
        description="Sign in again to go on. Nothing on the page is lost."
      >
        <SignInForm />
      </Dialog>
    </>
  )
}

function Unreachable({ error }: { error: unknown }) {
  return (
    <div className={styles.wait}>
      <Notice
        tone="error"
        title={error instanceof Error ? error.message : 'Kubeless UI does not answer.'}
        hint={error instanceof ApiError ? error.hint : undefined}
        action={<Button onClick={() => void openSession()}>Try again</Button>}
      />
    </div>
  )
}

function useLiveUpdates(isSignedIn: boolean): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!isSignedIn) return
    const updates = startLiveUpdates(client)
    return () => updates.close()
  }, [client, isSignedIn])
}

/** Whoever signs in next must not see what was loaded for the one before. */
function useForgetting(): void {
  const client = useQueryClient()
  useEffect(() => {
    let { phase } = currentSession()
    return subscribeToSession(() => {
      const before = phase
      phase = currentSession().phase
      // At once, before the sign-in page asks how to get a token: its question would be dropped with the rest.
      if (phase === 'signed-out' && (before === 'signed-in' || before === 'ended')) client.clear()
    })
  }, [client])
}
