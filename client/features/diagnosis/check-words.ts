import type { DiagnosisCheckName, DiagnosisVerdict } from '#contract/diagnosis.ts'

/** What each link of the chain is called. */
export const checkWords: Record<DiagnosisCheckName, string> = {
  accepted: 'Function',
  runtime: 'Runtime',
  handler: 'Handler',
  controller: 'Controller',
  'config-map': 'ConfigMap',
  deployment: 'Deployment',
  'replica-set': 'ReplicaSet',
  quota: 'Quota and policy',
  pod: 'Pod',
  image: 'Image',
  prepare: 'Code',
  install: 'Dependencies',
  compile: 'Compile',
  start: 'Start',
  readiness: 'Readiness',
  service: 'Service',
  'last-call': 'Last call',
}

/** How a link is, in a word. */
export const verdictWords: Record<DiagnosisVerdict, string> = {
  good: 'good',
  bad: 'broken',
  waiting: 'not yet',
  unknown: 'unknown',
  skipped: 'not needed',
}
