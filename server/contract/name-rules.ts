/**
 * How functions and namespaces may be called. A function's name becomes that of its ConfigMap, Service,
 * Deployment, container and of a volume with `-deps` behind it, so the tightest rule of them all counts
 * (Kubeless reference §1.7).
 */
import type { Problem } from './errors.ts'

/** `<name>-deps` is a volume, whose name has at most 63 characters. */
const mostCharacters = 58
const nameRule = /^[a-z]([-a-z0-9]*[a-z0-9])?$/
const namespaceRule = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

const protectedNamespaces: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease']
/** What we or upstream install in namespace `kubeless`. */
const ownNames: readonly string[] = [
  'ui',
  'kubeless-config',
  'kubeless-ui-controller',
  'kubeless-controller-manager',
]

/** Whether functions are kept out of a namespace, whatever the cluster would allow. */
export function isProtectedNamespace(namespace: string): boolean {
  return protectedNamespaces.includes(namespace)
}

/** Whether a name belongs to an object of Kubeless itself. */
export function isOwnName({ namespace, name }: { namespace: string; name: string }): boolean {
  return namespace === 'kubeless' && ownNames.includes(name)
}

/** What is wrong with the name of a function. */
export function nameProblems(name: string): Problem[] {
  if (name === '')
    return [{ code: 'name_required', field: 'name', message: 'Name is required.', hint: 'e.g. hello' }]
  if (name.length > mostCharacters)
    return [
      {
        code: 'name_too_long',
        field: 'name',
        message: `The name has ${name.length} characters; at most ${mostCharacters} are possible.`,
        hint: 'The objects made from it have names of at most 63 characters, one of them five more than the function’s.',
      },
    ]
  if (nameRule.test(name)) return []
  return [
    {
      code: 'name_invalid',
      field: 'name',
      message: "A name has only lower-case letters, digits and '-'.",
      hint: 'It has to start with a letter and end with a letter or a digit, e.g. my-function.',
    },
  ]
}

/** What is wrong with a namespace to put functions into. */
export function namespaceProblems(namespace: string): Problem[] {
  if (!namespaceRule.test(namespace))
    return [
      {
        code: 'namespace_invalid',
        field: 'namespace',
        message:
          namespace === ''
            ? 'A namespace is required.'
            : "A namespace has at most 63 characters, only lower-case letters, digits and '-'.",
        hint: 'e.g. default',
      },
    ]
  if (!isProtectedNamespace(namespace)) return []
  return [
    {
      code: 'namespace_protected',
      field: 'namespace',
      message: `Functions are not allowed in namespace ${namespace}.`,
      hint: 'Choose another namespace: this one belongs to Kubernetes itself.',
    },
  ]
}

/** A function that would take the place of something of ours. */
export function ownNameProblems(ref: { namespace: string; name: string }): Problem[] {
  if (!isOwnName(ref)) return []
  return [
    {
      code: 'name_taken',
      field: 'name',
      message: `The name ${ref.name} belongs to Kubeless itself in namespace kubeless.`,
      hint: 'Choose another name, or another namespace.',
    },
  ]
}
