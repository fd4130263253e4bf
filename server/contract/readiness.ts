/** One thing Kubeless UI needs, and how it is doing. */
export interface ReadinessCheck {
  /** Stable, e.g. `controller`. */
  id: ReadinessId
  /** What to call it. */
  name: string
  /** `unknown`: it could not be asked. */
  state: 'ok' | 'warning' | 'failed' | 'unknown'
  /** One sentence or two. */
  message: string
  /** What mends it, to be typed into a shell. */
  command?: string
}

export type ReadinessId = 'api' | 'definitions' | 'config' | 'controller' | 'rights' | 'sign-in' | 'version'
