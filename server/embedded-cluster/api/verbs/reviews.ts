/** Questions to the API server that are asked by creating an object: may I, who am I, what may I, is this token good. */
import type { Attributes } from '../access/access.ts'
import type { User } from '../access/user.ts'
import type { ApiObject, Json, JsonObject } from '../json.ts'
import { isObject, listAt, objectAt, textAt, valueAt } from '../json.ts'
import { apiVersionOf } from '../kinds/kind.ts'
import { withManagedFields } from '../patching/managed-fields.ts'
import { badRequest, invalid, methodNotAllowed } from '../status.ts'
import { answerJson } from '../wire/answer.ts'
import { readBody } from '../wire/body.ts'
import { wantedBy } from '../wire/media-types.ts'
import type { Call } from './context.ts'
import { managerOf, timestamp } from './context.ts'
import { decode } from './decode.ts'
import { writeOptionsOf } from './write-options.ts'

export async function review(call: Call): Promise<void> {
  const { info, request, kind } = call
  if (info.verb !== 'create' || info.name !== '') throw methodNotAllowed()
  const wanted = wantedBy(request.headers.accept, info.query)
  const body = decode(call, await readBody(request), writeOptionsOf(info.query, 'CreateOptions'))
  const answer = answerTo(call, body)
  answerJson(call, 201, { kind: kind.kind, apiVersion: apiVersionOf(kind), ...answer }, wanted)
}

function answerTo(call: Call, body: ApiObject): JsonObject {
  const { kind, user, cluster, info } = call
  const spec = objectAt(body, 'spec')
  switch (kind.kind) {
    case 'SelfSubjectAccessReview':
      return { metadata: managed(call, body), spec, status: verdictFor(call, user, spec) }
    case 'SubjectAccessReview':
    case 'LocalSubjectAccessReview': {
      const namespace = textAt(spec, 'resourceAttributes', 'namespace') ?? ''
      if (kind.isNamespaced && namespace !== info.namespace)
        throw badRequest(
          `spec.resourceAttributes.namespace must match namespace: ${JSON.stringify(info.namespace)}`,
        )
      const asked: User = { name: textAt(spec, 'user') ?? '', groups: textsAt(spec, 'groups') }
      if (asked.name === '' && asked.groups.length === 0)
        throw invalid(kind, '', [
          {
            field: 'spec.user',
            reason: 'FieldValueInvalid',
            message: 'Invalid value: "": at least one of user or group must be specified',
          },
        ])
      return { metadata: managed(call, body), spec, status: verdictFor(call, asked, spec) }
    }
    case 'SelfSubjectRulesReview':
      return { metadata: {}, spec: {}, status: rulesFor(call, user, textAt(spec, 'namespace') ?? '') }
    case 'SelfSubjectReview':
      return {
        metadata: { creationTimestamp: timestamp(cluster.now()) },
        status: { userInfo: userInfo(user) },
      }
    default: {
      const found = cluster.access.authenticateToken(textAt(spec, 'token') ?? '')
      const status: JsonObject = found
        ? {
            authenticated: true,
            user: userInfo(found),
            audiences: ['https://kubernetes.default.svc.cluster.local'],
          }
        : { user: {}, error: 'invalid bearer token' }
      return { metadata: managed(call, body), spec, status }
    }
  }
}

function managed(call: Call, body: ApiObject): JsonObject {
  const by = { manager: managerOf(call), operation: 'Update' as const, time: timestamp(call.cluster.now()) }
  const { managedFields } = withManagedFields(call.kind, undefined, body, by).metadata
  return managedFields && managedFields.length > 0 ? { managedFields } : {}
}

function verdictFor({ cluster, kind }: Call, user: User, spec: JsonObject): JsonObject {
  const { resourceAttributes, nonResourceAttributes } = spec
  if (isObject(resourceAttributes) === isObject(nonResourceAttributes))
    throw invalid(kind, '', [
      {
        field: 'spec.resourceAttributes',
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${isObject(resourceAttributes) ? '{}' : 'null'}: exactly one of nonResourceAttributes or resourceAttributes must be specified`,
      },
    ])
  const asked: Attributes = isObject(resourceAttributes)
    ? {
        isResource: true,
        verb: textAt(resourceAttributes, 'verb') ?? '',
        group: textAt(resourceAttributes, 'group') ?? '',
        namespace: textAt(resourceAttributes, 'namespace') ?? '',
        resource: textAt(resourceAttributes, 'resource') ?? '',
        subresource: textAt(resourceAttributes, 'subresource') ?? '',
        name: textAt(resourceAttributes, 'name') ?? '',
        path: '',
      }
    : {
        isResource: false,
        verb: textAt(nonResourceAttributes, 'verb') ?? '',
        path: textAt(nonResourceAttributes, 'path') ?? '',
        group: '',
        namespace: '',
        resource: '',
        subresource: '',
        name: '',
      }
  const { isAllowed, reason } = cluster.access.authorize(user, asked)
  return { allowed: isAllowed, ...(reason !== undefined && { reason }) }
}

function rulesFor({ cluster }: Call, user: User, namespace: string): JsonObject {
  if (namespace === '') throw badRequest('no namespace on request')
  const isAdmin = cluster.access.authorize(user, {
    isResource: true,
    verb: '*',
    group: '*',
    namespace,
    resource: '*',
    subresource: '',
    name: '',
    path: '',
  }).isAllowed
  const rules = cluster.access.rulesFor(user, namespace)
  const everything = isAdmin && rules.length === 0
  const resourceRules: Json[] = everything
    ? [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]
    : rules.filter((rule) => rule.resources).map((rule) => ({ ...rule }))
  const nonResourceRules: Json[] = everything
    ? [{ verbs: ['*'], nonResourceURLs: ['*'] }]
    : rules
        .filter((rule) => rule.nonResourceURLs)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }))
  return { resourceRules, nonResourceRules, incomplete: false }
}

function userInfo({ name, uid, groups, extra }: User): JsonObject {
  return { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) }
}

function textsAt(value: Json, name: string): string[] {
  return listAt(valueAt(value, name)).filter((one) => typeof one === 'string')
}
