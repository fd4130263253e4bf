import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { problemsWith } from '#contract/function-rules.ts'
import type { FunctionDetails, FunctionSpec } from '#contract/functions.ts'
import type { NamespaceInfo } from '#contract/cluster.ts'
import type { Problem } from '#contract/errors.ts'
import { useAccess, useDenial } from '../../api/access.ts'
import { functionListQuery, useCreateFunction } from '../../api/functions.ts'
import { ApiError } from '../../api/http.ts'
import { namespacesQuery } from '../../api/namespaces.ts'
import { runtimesQuery } from '../../api/runtimes.ts'
import { Barred } from '../../ui/barred.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import styles from './create-dialog.module.css'
import { CreateFields, shownFields } from './create-fields.tsx'
import { rememberFirstRequest } from './first-request.ts'
import { resolve } from './new-function.ts'
import type { NewFunctionChoice } from './new-function.ts'
import { useHandlerDoubt } from './use-handler-doubt.ts'

export interface CreateDialogProps {
  /** What it starts with; absent: it is closed. */
  start: NewFunctionChoice | undefined
  onClose: () => void
  /** The server has said yes. */
  onCreated: (details: FunctionDetails) => void
  /** The namespace to suggest. */
  namespace?: string
}

/** Creates a function. It stays open, with everything typed, until the server has said yes. */
export function CreateDialog(props: CreateDialogProps) {
  return props.start ? <OpenCreateDialog {...props} start={props.start} /> : null
}

function OpenCreateDialog({
  start,
  onClose,
  onCreated,
  namespace,
}: CreateDialogProps & { start: NewFunctionChoice }) {
  const runtimes = useQuery(runtimesQuery)
  const { data: namespaces = [] } = useQuery(namespacesQuery)
  const { data: functions = [] } = useQuery(functionListQuery)
  const [choice, setChoice] = useState(start)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [refused, setRefused] = useState<{ spec: FunctionSpec; problems: readonly Problem[] }>()
  const [doubted, setDoubted] = useState<string>()
  const { mutate, isPending, error, variables } = useCreateFunction()

  const denied = useDenied(namespaces)
  const resolved = resolve(choice, {
    ...{ runtimes: runtimes.data ?? [], functions, namespaces, namespace, denied },
  })
  // While it is being created the list may already know the name; the form goes on showing what was sent.
  const spec = isPending && variables ? variables : resolved.spec
  const denial = useDenial(spec.namespace, 'create')
  const known = { runtimes: runtimes.data?.map(({ name }) => name) }
  const problems = problemsAt(spec, refused, problemsWith(spec, known), left)

  const doubt = useHandlerDoubt(spec)
  // Once it has been seen, Create says that it is meant.
  const isDoubtSeen =
    doubt !== undefined && (left.has('handler') || resolved.file !== undefined || doubted === doubt.message)

  const handleSubmit = () => {
    if (isPending || !runtimes.data || denial) return
    const found = problemsWith(spec, known)
    setRefused({ spec, problems: found })
    if (found.length > 0) return focusFirst(found)
    if (doubt && !isDoubtSeen) {
      setDoubted(doubt.message)
      return focusFirst([{ code: 'handler_invalid', field: 'handler', message: doubt.message }])
    }
    mutate(spec, {
      onSuccess: (details) => {
        if (resolved.sample) rememberFirstRequest(details, resolved.sample.request)
        onCreated(details)
      },
      onError: (failure) => {
        if (!(failure instanceof ApiError)) return
        setRefused({ spec, problems: failure.problems })
        focusFirst(failure.problems)
      },
    })
  }

  const elsewhere = problems.filter(({ field }) => !shownFields.some((shown) => shown === field))
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isLocked={isPending}
      size="large"
      title="New function"
      description="It starts with code that works. Everything but its name can be changed later."
      onSubmit={handleSubmit}
      footer={
        <>
          <Button onClick={onClose} disabled={isPending}>
            Cancel
          </Button>
          <Barred by={denial}>
            {(barred) => (
              <Button
                type="submit"
                variant="primary"
                isBusy={isPending}
                disabled={!runtimes.data}
                {...barred}
              >
                {isDoubtSeen ? 'Create anyway' : 'Create'}
              </Button>
            )}
          </Barred>
        </>
      }
    >
      <div className={styles.content}>
        {runtimes.isPending && <Skeleton height="20rem" />}
        {runtimes.error && !runtimes.data && (
          <Notice
            tone="error"
            title={`The languages could not be loaded. ${runtimes.error.message}`}
            action={<Button onClick={() => void runtimes.refetch()}>Try again</Button>}
          />
        )}
        {runtimes.data && (
          <CreateFields
            runtimes={runtimes.data}
            namespaces={namespaces}
            denied={denied}
            resolved={{ ...resolved, spec }}
            problems={problems}
            doubt={isDoubtSeen ? doubt : undefined}
            onChange={(changes) => setChoice({ ...choice, ...changes })}
            onLeave={(field) => setLeft((before) => new Set([...before, field]))}
          />
        )}
        {elsewhere.map(({ code, field, message, hint }) => (
          <Notice key={`${code} ${field}`} tone="error" title={message} hint={hint} />
        ))}
        {error && !isPending && <Refused error={error} />}
      </div>
    </Dialog>
  )
}

/** So many namespaces are asked about; of the others the chosen one is, and the server knows all. */
const mostAsked = 20

/** Where nothing may be created, as far as it is known. */
function useDenied(namespaces: readonly NamespaceInfo[]): string[] {
  const open = namespaces.filter(({ isProtected }) => !isProtected).map(({ name }) => name)
  const access = useAccess(open.slice(0, mostAsked))
  return access.flatMap((known) => (known && !known.may.create ? [known.namespace] : []))
}

/** What was refused and is at no field. */
function Refused({ error }: { error: Error }) {
  if (error instanceof ApiError && error.problems.length > 0) return null
  return (
    <Notice tone="error" title={error.message} hint={error instanceof ApiError ? error.hint : undefined} />
  )
}

/**
 * What to show: our own problems at fields that were left, all of them once it was tried; the server's as
 * long as its field is as it was when it was refused.
 */
function problemsAt(
  spec: FunctionSpec,
  refused: { spec: FunctionSpec; problems: readonly Problem[] } | undefined,
  own: readonly Problem[],
  left: ReadonlySet<string>,
): Problem[] {
  const shown = own.filter(({ field }) => refused !== undefined || (field !== undefined && left.has(field)))
  const asRefused = (refused?.problems ?? []).filter(({ field }) => isUnchanged(field, spec, refused?.spec))
  return [...shown, ...asRefused.filter(({ field }) => !shown.some((known) => known.field === field))]
}

function isUnchanged(
  field: string | undefined,
  spec: FunctionSpec,
  before: FunctionSpec | undefined,
): boolean {
  const key = field as keyof FunctionSpec
  // The same name is free in another namespace.
  return (
    before !== undefined &&
    spec[key] === before[key] &&
    (key !== 'name' || spec.namespace === before.namespace)
  )
}

/** The field to mend gets the focus, once its problem stands beside it. */
function focusFirst(problems: readonly Problem[]): void {
  const fields = problems.map(({ field }) => field)
  const first = shownFields.find((field) => fields.includes(field))
  if (first)
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`dialog [name="${first}"]`)?.focus())
}
