/**
 * The three kinds Kubeless is spoken in, as definitions a current API server accepts. Upstream registers
 * them in `apiextensions.k8s.io/v1beta1`, which ended with Kubernetes 1.22, and without any schema; its
 * clients write explicit nulls, empty objects and fields of whole other kinds. So nothing inside `spec` is
 * typed or pruned here: fields are only described, for `kubectl explain`. What a field must hold is said by
 * the controller, in the Function's conditions.
 */

/** `apiextensions.k8s.io/v1` CustomResourceDefinition, as far as ours use it. */
export interface CustomResourceDefinition {
  apiVersion: 'apiextensions.k8s.io/v1'
  kind: 'CustomResourceDefinition'
  metadata: { name: string; annotations?: Record<string, string> }
  spec: {
    group: string
    scope: 'Namespaced' | 'Cluster'
    names: {
      plural: string
      singular: string
      kind: string
      listKind: string
      shortNames?: string[]
      categories?: string[]
    }
    versions: {
      name: string
      served: boolean
      storage: boolean
      schema: { openAPIV3Schema: Schema }
      subresources?: { status?: Record<string, never> }
      additionalPrinterColumns?: PrinterColumn[]
    }[]
  }
}

/** A structural schema. */
export interface Schema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'boolean'
  format?: string
  description?: string
  nullable?: boolean
  enum?: string[]
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  'x-kubernetes-preserve-unknown-fields'?: true
  'x-kubernetes-list-type'?: 'map'
  'x-kubernetes-list-map-keys'?: string[]
}

/** A column `kubectl get` prints. */
export interface PrinterColumn {
  name: string
  type: 'string' | 'date' | 'integer'
  jsonPath: string
  description?: string
  /** Above 0: shown by `-o wide` only. */
  priority?: number
}

const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }

const functions = definition({
  plural: 'functions',
  singular: 'function',
  kind: 'Function',
  shortName: 'fn',
  description: 'Code that runs when it is called, and how to run it.',
  spec: {
    runtime: 'Language and version, for example python3.13: one that kubeless-config lists.',
    handler: 'Module and function inside it, with one dot between: handler.hello.',
    function: 'The code: text, base64 or a URL, as function-content-type says.',
    'function-content-type':
      'text (when empty), base64 or url, with +zip, +compressedtar or +deps behind it.',
    checksum: 'sha256: and the hexadecimal digest of the decoded code; empty: not compared.',
    timeout: 'Seconds one call may take, as a string; 180 when empty.',
    deps: 'The text of the dependency file: requirements.txt, package.json and so on.',
    deployment: 'A fragment of a Deployment, merged into the one that is made: env, resources, replicas.',
    service: 'A ServiceSpec used in place of the default, which is port 8080 inside the cluster.',
    horizontalPodAutoscaler: 'A HorizontalPodAutoscaler for the Deployment; empty: none.',
  },
  status: {
    observedGeneration: { type: 'integer', format: 'int64', description: 'The generation last looked at.' },
    conditions: {
      type: 'array',
      description: 'Accepted: the objects of this function could be made. Ready: it can be called.',
      items: condition(),
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
    },
  },
  columns: [
    { name: 'Runtime', type: 'string', jsonPath: '.spec.runtime' },
    { name: 'Handler', type: 'string', jsonPath: '.spec.handler' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    {
      name: 'Reason',
      type: 'string',
      jsonPath: '.status.conditions[?(@.type=="Ready")].reason',
      priority: 1,
    },
  ],
})

const httpTriggers = definition({
  plural: 'httptriggers',
  singular: 'httptrigger',
  kind: 'HTTPTrigger',
  shortName: 'htrig',
  description: 'Makes a function answer at a host and a path, through an Ingress.',
  spec: {
    'function-name': 'The function, in the same namespace.',
    'host-name': 'The host it answers at.',
    path: 'The path it answers at, without the first slash.',
    tls: 'true: a certificate is fetched by ACME, and kept in Secret <trigger>-tls.',
    'tls-secret': 'The Secret of an existing certificate; not together with tls.',
    'basic-auth-secret': 'A Secret with an htpasswd file; nginx and traefik only.',
    gateway: 'The ingress controller: nginx, traefik or kong.',
    'cors-enable': 'true: pages of other origins may call it.',
  },
  columns: [
    { name: 'Function', type: 'string', jsonPath: '.spec.function-name' },
    { name: 'Host', type: 'string', jsonPath: '.spec.host-name' },
    { name: 'Path', type: 'string', jsonPath: '.spec.path' },
  ],
})

const cronJobTriggers = definition({
  plural: 'cronjobtriggers',
  singular: 'cronjobtrigger',
  kind: 'CronJobTrigger',
  shortName: 'ctrig',
  description: 'Calls a function on a schedule, through a CronJob.',
  spec: {
    'function-name': 'The function, in the same namespace.',
    schedule: 'Five cron fields, or @hourly, @daily and so on.',
    payload: 'Any JSON: sent as the body of a POST; null or absent: a GET.',
  },
  columns: [
    { name: 'Function', type: 'string', jsonPath: '.spec.function-name' },
    { name: 'Schedule', type: 'string', jsonPath: '.spec.schedule' },
  ],
})

/** The definitions a cluster needs before it can hold Functions and their triggers, in any order. */
export const customResourceDefinitions: readonly CustomResourceDefinition[] = [
  functions,
  httpTriggers,
  cronJobTriggers,
]

interface Kind {
  plural: string
  singular: string
  kind: string
  shortName: string
  description: string
  /** Field of `spec` and what it means. */
  spec: Record<string, string>
  /** Given: the kind has a status, behind the status subresource. */
  status?: Record<string, Schema>
  columns: PrinterColumn[]
}

function definition(kind: Kind): CustomResourceDefinition {
  const { plural, singular, shortName, description, status } = kind
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.kubeless.io` },
    spec: {
      group: 'kubeless.io',
      scope: 'Namespaced',
      names: {
        plural,
        singular,
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        shortNames: [shortName],
        categories: ['kubeless'],
      },
      versions: [
        {
          name: 'v1beta1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              description,
              properties: {
                spec: anySpec(kind.spec),
                ...(status === undefined ? {} : { status: { type: 'object', properties: status } }),
              },
            },
          },
          ...(status === undefined ? {} : { subresources: { status: {} } }),
          additionalPrinterColumns: [...kind.columns, age],
        },
      ],
    },
  }
}

/** An object of anything, whose known fields are described and may hold anything too. */
function anySpec(fields: Record<string, string>): Schema {
  return {
    type: 'object',
    nullable: true,
    'x-kubernetes-preserve-unknown-fields': true,
    properties: Object.fromEntries(
      Object.entries(fields).map(([name, description]): [string, Schema] => [
        name,
        { description, nullable: true, 'x-kubernetes-preserve-unknown-fields': true },
      ]),
    ),
  }
}

function condition(): Schema {
  return {
    type: 'object',
    required: ['type', 'status'],
    properties: {
      type: { type: 'string' },
      status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
      reason: { type: 'string', description: 'One word, for programs.' },
      message: { type: 'string', description: 'What happened and what to do, for people.' },
      lastTransitionTime: { type: 'string', format: 'date-time' },
      observedGeneration: { type: 'integer', format: 'int64' },
    },
  }
}
