/** Who is asking. */
export interface User {
  name: string
  uid?: string
  groups: string[]
  extra?: Record<string, string[]>
  /** Somebody else acts as this one: then only RBAC counts. */
  isImpersonated?: boolean
}
