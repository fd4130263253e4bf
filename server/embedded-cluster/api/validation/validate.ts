/** Whether an object may be stored: every field that is wrong, in the words of a real API server. */
import type { ApiObject } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { FieldError } from '../status.ts'
import { definitionProblems } from './definitions.ts'
import { metadataChangeProblems, metadataProblems } from './metadata.ts'
import { ingressProblems, serviceProblems } from './networking.ts'
import { configMapProblems, roleProblems, bindingProblems, secretProblems } from './plain-kinds.ts'
import { podProblems } from './pods.ts'
import { schemaProblems } from './schema-problems.ts'
import {
  autoscalerProblems,
  cronJobProblems,
  deploymentProblems,
  jobProblems,
  replicaSetProblems,
} from './workloads.ts'

/** Looks at one kind; `old` is there for a change. */
export type Check = (object: ApiObject, old: ApiObject | undefined) => FieldError[]

const checks: Record<string, Check> = {
  ConfigMap: configMapProblems,
  Secret: secretProblems,
  Service: serviceProblems,
  Ingress: ingressProblems,
  Pod: podProblems,
  Deployment: deploymentProblems,
  ReplicaSet: replicaSetProblems,
  Job: jobProblems,
  CronJob: cronJobProblems,
  HorizontalPodAutoscaler: autoscalerProblems,
  Role: roleProblems,
  ClusterRole: roleProblems,
  RoleBinding: bindingProblems,
  ClusterRoleBinding: bindingProblems,
  CustomResourceDefinition: definitionProblems,
}

/** Nothing when it is fine. */
export function problemsOf(kind: Kind, object: ApiObject, old: ApiObject | undefined): FieldError[] {
  const changes = old ? metadataChangeProblems(old, object) : []
  if (changes.length > 0) return changes
  const meta = metadataProblems(kind, object)
  if (kind.custom) return [...meta, ...schemaProblems(object, kind.custom.schema, old)]
  return [...meta, ...(checks[kind.kind]?.(object, old) ?? [])]
}
