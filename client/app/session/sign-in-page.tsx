import { Mark } from '../mark.tsx'
import { useTitle } from '../use-title.ts'
import styles from './session.module.css'
import { SignInForm } from './sign-in-form.tsx'

/** What somebody without a session sees. */
export function SignInPage({ error }: { error?: unknown }) {
  useTitle('Sign in')
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Mark size={40} />
        <h1 className={styles.heading}>Kubeless UI</h1>
        <p className={styles.lead}>
          To create a function is to run code on this cluster. That is why it asks who you are first.
        </p>
        <SignInForm error={error} />
      </div>
    </main>
  )
}
