/** What an HTTPTrigger becomes (Kubeless reference §2.12), in today's version of Ingress. */
import { createdBy } from '../functions/objects.ts'
import type { FunctionObject } from '../functions/objects.ts'
import type { HTTPTriggerObject, Ingress } from '../functions/trigger-objects.ts'
import { functionPortOf, serviceSpecOf } from './function-port.ts'
import { textOf, textsOf } from './json.ts'
import { ownerReferenceTo } from './names.ts'
import { Refusal } from './refusal.ts'

/** Throws a `Refusal` when the trigger contradicts itself. */
export function planIngress(trigger: HTTPTriggerObject, fn: FunctionObject): Ingress {
  const { name, namespace } = trigger.metadata
  const spec = trigger.spec ?? {}
  const host = textOf(spec['host-name'])
  const gateway = gatewayOf(trigger)
  const tlsSecret = tlsSecretOf(trigger)
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace,
      labels: { ...textsOf(trigger.metadata.labels), ...createdBy },
      // The trigger's own win: they are the way to say what its fields cannot.
      annotations: { ...annotationsFor(trigger, gateway), ...ownAnnotations(trigger) },
      ownerReferences: [ownerReferenceTo(trigger)],
    },
    spec: {
      ...(gateway && { ingressClassName: gateway }),
      ...(tlsSecret && { tls: [{ ...(host && { hosts: [host] }), secretName: tlsSecret }] }),
      rules: [
        {
          ...(host && { host }),
          http: {
            paths: [
              {
                path: `/${textOf(spec.path).replace(/^\/+/, '')}`,
                pathType: 'ImplementationSpecific',
                backend: {
                  service: {
                    name: fn.metadata.name,
                    port: { number: functionPortOf(serviceSpecOf(fn)).service },
                  },
                },
              },
            ],
          },
        },
      ],
    },
  }
}

type Gateway = 'nginx' | 'traefik' | 'kong'

/** Any other value leaves the choice to the cluster's default class. */
function gatewayOf({ spec }: HTTPTriggerObject): Gateway | undefined {
  const known: readonly Gateway[] = ['nginx', 'traefik', 'kong']
  return known.find((gateway) => gateway === textOf(spec?.gateway))
}

function tlsSecretOf({ metadata, spec }: HTTPTriggerObject): string | undefined {
  const secret = textOf(spec?.['tls-secret'])
  if (secret && spec?.tls === true)
    throw new Refusal(
      'TriggerInvalid',
      'The trigger asks for a new certificate (tls) and for an existing one (tls-secret). Keep one of the two.',
    )
  return secret || (spec?.tls === true ? `${metadata.name}-tls` : undefined)
}

function annotationsFor({ spec }: HTTPTriggerObject, gateway: Gateway | undefined): Record<string, string> {
  const secret = textOf(spec?.['basic-auth-secret'])
  if (secret && gateway === 'kong')
    throw new Refusal(
      'TriggerInvalid',
      'Gateway kong takes no basic-auth-secret. Use nginx or traefik, or set up the plugin of Kong.',
    )
  const prefix = gateway === 'nginx' ? 'nginx.ingress.kubernetes.io' : 'ingress.kubernetes.io'
  return {
    ...(gateway === 'nginx' && { [`${prefix}/rewrite-target`]: '/' }),
    ...(spec?.['cors-enable'] === true && { [`${prefix}/enable-cors`]: 'true' }),
    ...(secret && { [`${prefix}/auth-type`]: 'basic', [`${prefix}/auth-secret`]: secret }),
    ...(spec?.tls === true && {
      'kubernetes.io/tls-acme': 'true',
      'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
    }),
  }
}

/** Without what describes the trigger object itself, and without the class, which has a field of its own now. */
function ownAnnotations({ metadata, spec }: HTTPTriggerObject): Record<string, string> {
  const {
    'kubectl.kubernetes.io/last-applied-configuration': _,
    'kubernetes.io/ingress.class': ingressClass,
    ...annotations
  } = textsOf(metadata.annotations)
  const keepsClass = ingressClass !== undefined && textOf(spec?.gateway) === ''
  return keepsClass ? { ...annotations, 'kubernetes.io/ingress.class': ingressClass } : annotations
}
