import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FunctionRef } from '#contract/functions.ts'
import { gateways, problemsWithHttpTrigger } from '#contract/trigger-rules.ts'
import type { HttpTrigger, HttpTriggerSpec, Trigger } from '#contract/triggers.ts'
import { clusterQuery } from '../../api/cluster.ts'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { TriggerDialog } from './trigger-dialog.tsx'
import { useTriggerForm } from './trigger-form.ts'
import styles from './triggers.module.css'

export interface AddressDialogProps {
  functionRef: FunctionRef
  /** What is changed; absent: a new one is made. */
  trigger?: HttpTrigger
  suggestedName: string
  onClose: () => void
  onSaved: (trigger: Trigger) => void
}

/** Host, path and who may call. */
export function AddressDialog({ functionRef, trigger, suggestedName, onClose, onSaved }: AddressDialogProps) {
  const { data: cluster } = useQuery(clusterQuery)
  const isEmbedded = cluster?.kind === 'embedded'
  const [typed, setTyped] = useState<Partial<HttpTriggerSpec>>({})
  const spec: Required<HttpTriggerSpec> = {
    ...(trigger ? specOf(trigger) : newSpec(functionRef, suggestedName, isEmbedded)),
    ...typed,
  }
  const sent = trigger ? { ...spec, resourceVersion: trigger.resourceVersion } : spec
  const problems = problemsWithHttpTrigger(spec).filter(({ field }) => !trigger || field !== 'name')
  const form = useTriggerForm({ kind: 'http', spec: sent }, problems, onSaved)
  const change = (changes: Partial<HttpTriggerSpec>) => setTyped((before) => ({ ...before, ...changes }))
  const field = (name: 'name' | 'host' | 'path' | 'basicAuthSecret' | 'tlsSecret') => ({
    name,
    value: spec[name],
    onChange: (value: string) => change({ [name]: value.trim() }),
    onBlur: () => form.leave(name),
    error: form.problemAt(name),
  })
  const isOtherGateway = spec.gateway !== '' && !gateways.some((known) => known === spec.gateway)
  const certificate = spec.tls ? 'acme' : spec.tlsSecret || 'tlsSecret' in typed ? 'secret' : 'none'

  return (
    <TriggerDialog
      title={trigger ? `Address ${trigger.name}` : 'New address'}
      description={`${functionRef.name} answers to everybody who asks there.`}
      isNew={!trigger}
      form={form}
      onClose={onClose}
    >
      <TextField
        label="Host"
        isCode
        data-autofocus
        placeholder="every host"
        hint={
          isEmbedded
            ? 'Names that end in .localhost lead here in every browser.'
            : 'A name that leads to the ingress controller of the cluster.'
        }
        {...field('host')}
      />
      <TextField label="Path" isCode {...field('path')} />
      {!trigger && <TextField label="Trigger name" isCode {...field('name')} />}
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={spec.cors}
          onChange={(event) => change({ cors: event.target.checked })}
        />
        Web pages of other origins may call it (CORS)
      </label>
      <TextField
        label="Passwords"
        isCode
        placeholder="none: everybody may call"
        hint="Name of a Secret with an htpasswd file under the key auth."
        {...field('basicAuthSecret')}
      />
      <SelectField
        label="Gateway"
        name="gateway"
        value={spec.gateway}
        onChange={(gateway) => change({ gateway })}
        error={form.problemAt('gateway')}
        hint={isEmbedded ? 'Here each of them is served alike.' : undefined}
      >
        <option value="">The cluster’s own choice</option>
        {gateways.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
        {isOtherGateway && <option value={spec.gateway}>{spec.gateway}</option>}
      </SelectField>
      <SelectField
        label="Certificate"
        name="tls"
        value={certificate}
        onChange={(next) =>
          change({ tls: next === 'acme', tlsSecret: next === 'secret' ? spec.tlsSecret : '' })
        }
        hint={isEmbedded ? 'On this machine it is plain HTTP whatever is chosen.' : undefined}
      >
        <option value="none">None: plain HTTP</option>
        <option value="acme">A new one, by ACME</option>
        <option value="secret">An existing one</option>
      </SelectField>
      {certificate === 'secret' && (
        <TextField label="Secret of the certificate" isCode {...field('tlsSecret')} />
      )}
    </TriggerDialog>
  )
}

function newSpec(fn: FunctionRef, name: string, isEmbedded: boolean): Required<HttpTriggerSpec> {
  return {
    name,
    namespace: fn.namespace,
    function: fn.name,
    host: isEmbedded ? `${name}.localhost` : '',
    path: '/',
    tls: false,
    tlsSecret: '',
    basicAuthSecret: '',
    gateway: 'nginx',
    cors: false,
  }
}

function specOf(trigger: HttpTrigger): Required<HttpTriggerSpec> {
  const { kind: _, uid: _uid, resourceVersion: _version, createdAt: _at, status: _status, ...rest } = trigger
  const { address: _address, ...spec } = rest
  return spec
}
