import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormEvent } from 'react'
import type { SignInHelp, SignInMethod } from '#contract/session.ts'
import { ApiError } from '../../api/http.ts'
import { signIn, signInHelpQuery } from '../../api/session.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SegmentedRadio } from '../../ui/segmented-radio.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Command, CommandBlock } from './command.tsx'
import styles from './session.module.css'
import { TokenField } from './token-field.tsx'

/** Asks for the access token, or a Kubernetes token where those are taken. What was typed stays, whatever the answer. */
export function SignInForm({ error: firstError }: { error?: unknown }) {
  const { data: help } = useQuery(signInHelpQuery)
  const [chosen, setChosen] = useState<SignInMethod>()
  const [token, setToken] = useState('')
  const [namespace, setNamespace] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>(firstError)
  const methods = help?.methods ?? []
  const method = chosen ?? methods[0] ?? 'token'

  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy) return
    setIsBusy(true)
    setError(undefined)
    try {
      await signIn(token, {
        method,
        ...(method === 'kubernetes' && namespace.trim() !== '' && { namespace }),
      })
    } catch (failure) {
      setError(failure)
      setIsBusy(false)
    }
  }

  if (help?.mode === 'forward') return <ByProxy error={error} />
  return (
    <form className={styles.form} onSubmit={(event) => void handleSubmit(event)} noValidate>
      {error !== undefined && <Failure error={error} />}
      {methods.length > 1 && (
        <SegmentedRadio
          label="Sign in with"
          value={method}
          onChange={(next) => {
            setChosen(next)
            setError(undefined)
          }}
          options={[
            { value: 'token', label: 'The dashboard’s token' },
            { value: 'kubernetes', label: 'My own rights' },
          ]}
        />
      )}
      <TokenField
        label={method === 'kubernetes' ? 'Kubernetes token' : 'Access token'}
        value={token}
        onChange={setToken}
      />
      {method === 'kubernetes' && (
        <TextField
          label="Namespace to look in"
          hint="Only if your rights are in namespaces that cannot be found out."
          autoCapitalize="none"
          isCode
          value={namespace}
          onChange={setNamespace}
        />
      )}
      <Button type="submit" variant="primary" isBusy={isBusy} disabled={token.trim() === ''}>
        Sign in
      </Button>
      {help && <Help help={help} method={method} />}
    </form>
  )
}

function ByProxy({ error }: { error: unknown }) {
  return (
    <div className={styles.form}>
      {error !== undefined && <Failure error={error} />}
      <p>
        A proxy in front of Kubeless UI says who you are. Open the dashboard by the address of that proxy.
      </p>
      <Button onClick={() => location.reload()}>Try again</Button>
    </div>
  )
}

function Failure({ error }: { error: unknown }) {
  const known = error instanceof ApiError ? error : undefined
  return (
    <Notice
      tone="error"
      title={error instanceof Error ? error.message : 'Signing in failed.'}
      hint={known?.hint}
    >
      {known?.grant && <CommandBlock text={known.grant} label="Copy the YAML" />}
    </Notice>
  )
}

function Help({ help, method }: { help: SignInHelp; method: SignInMethod }) {
  if (method === 'kubernetes')
    return (
      <div className={styles.help}>
        <p>What you may do is what the cluster lets its owner do. This command makes one, for an hour:</p>
        <Command text="kubectl -n <namespace> create token <service account>" />
      </div>
    )
  if (help.problem)
    return (
      <Notice
        tone="warning"
        title="Nobody can sign in with the access token now."
        hint={help.problem.message}
      >
        {help.problem.hint && <Command text={help.problem.hint} />}
      </Notice>
    )
  if (help.command === '') return null
  return (
    <div className={styles.help}>
      <p>This command prints it:</p>
      <Command text={help.command} />
    </div>
  )
}
