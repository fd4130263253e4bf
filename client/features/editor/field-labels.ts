import type { DraftFields } from './draft.ts'

/** What people call the fields of a draft. */
export const fieldLabels: Record<keyof DraftFields, string> = {
  code: 'Code',
  contentType: 'Content type',
  files: 'Files',
  deps: 'Dependencies',
  handler: 'Handler',
  runtime: 'Runtime',
  timeoutSeconds: 'Timeout',
  env: 'Environment',
  memory: 'Memory',
  cpu: 'CPU',
  replicas: 'Replicas',
  port: 'Port',
}
