/** Rules of pods and of the templates that make them. */
import type { ApiObject, Json, JsonObject } from '../json.ts'
import { isEqual, isObject, listAt, numberAt, objectAt, textAt, valueAt, wordOf } from '../json.ts'
import { valueOfQuantity } from '../../../contract/quantities.ts'
import { duplicateValue, forbiddenValue, invalidValue, required, unsupportedValue } from '../status.ts'
import type { FieldError } from '../status.ts'
import { labelProblems, portNameProblems } from './names.ts'

export function podProblems(object: ApiObject, old: ApiObject | undefined): FieldError[] {
  const errors = podSpecProblems(objectAt(object, 'spec'), 'spec')
  return old ? [...errors, ...changeProblems(object, old)] : errors
}

export function podSpecProblems(spec: JsonObject, at: string): FieldError[] {
  const containers = listAt(spec, 'containers')
  const initContainers = listAt(spec, 'initContainers')
  const volumes = new Set(listAt(spec, 'volumes').map((one) => textAt(one, 'name') ?? ''))
  const errors: FieldError[] = []
  listAt(spec, 'volumes').forEach((volume, index) =>
    errors.push(...volumeProblems(volume, `${at}.volumes[${index}]`)),
  )
  if (containers.length === 0) errors.push(required(`${at}.containers`))
  const names = new Set<string>()
  const look = (container: Json, where: string) => {
    errors.push(...containerProblems(container, where, volumes))
    const name = textAt(container, 'name') ?? ''
    if (name !== '' && names.has(name)) errors.push(duplicateValue(`${where}.name`, name))
    names.add(name)
  }
  containers.forEach((one, index) => look(one, `${at}.containers[${index}]`))
  initContainers.forEach((one, index) => look(one, `${at}.initContainers[${index}]`))
  const policy = textAt(spec, 'restartPolicy') ?? ''
  if (!['Always', 'OnFailure', 'Never'].includes(policy))
    errors.push(unsupportedValue(`${at}.restartPolicy`, policy, ['Always', 'OnFailure', 'Never']))
  const grace = numberAt(spec, 'terminationGracePeriodSeconds')
  if (grace !== undefined && grace < 0)
    errors.push(
      invalidValue(`${at}.terminationGracePeriodSeconds`, grace, 'must be greater than or equal to 0'),
    )
  const deadline = numberAt(spec, 'activeDeadlineSeconds')
  if (deadline !== undefined && deadline < 1)
    errors.push(
      invalidValue(`${at}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive'),
    )
  return errors
}

function volumeProblems(volume: Json, at: string): FieldError[] {
  const name = textAt(volume, 'name') ?? ''
  const errors: FieldError[] =
    name === ''
      ? [required(`${at}.name`)]
      : labelProblems(name).map((problem) => invalidValue(`${at}.name`, name, problem))
  const sources = Object.entries(objectAt(volume)).filter(
    ([field, value]) => field !== 'name' && isObject(value),
  )
  if (sources.length === 0) errors.push(required(at, 'must specify a volume type'))
  for (const [field] of sources.slice(1))
    errors.push(forbiddenValue(`${at}.${field}`, 'may not specify more than 1 volume type'))
  if (isObject(valueAt(volume, 'secret')) && !textAt(volume, 'secret', 'secretName'))
    errors.push(required(`${at}.secret.secretName`))
  if (isObject(valueAt(volume, 'configMap')) && !textAt(volume, 'configMap', 'name'))
    errors.push(required(`${at}.configMap.name`))
  return errors
}

function containerProblems(container: Json, at: string, volumes: Set<string>): FieldError[] {
  const name = textAt(container, 'name') ?? ''
  const image = textAt(container, 'image') ?? ''
  const errors: FieldError[] =
    name === ''
      ? [required(`${at}.name`)]
      : labelProblems(name).map((problem) => invalidValue(`${at}.name`, name, problem))
  if (image === '') errors.push(required(`${at}.image`))
  else if (image.trim() !== image)
    errors.push(invalidValue(`${at}.image`, image, 'must not have leading or trailing whitespace'))
  listAt(container, 'ports').forEach((port, index) =>
    errors.push(...portProblems(port, `${at}.ports[${index}]`)),
  )
  listAt(container, 'env').forEach((one, index) => errors.push(...envProblems(one, `${at}.env[${index}]`)))
  listAt(container, 'volumeMounts').forEach((mount, index) =>
    errors.push(...mountProblems(mount, `${at}.volumeMounts[${index}]`, volumes)),
  )
  const policy = textAt(container, 'imagePullPolicy') ?? ''
  if (!['Always', 'IfNotPresent', 'Never'].includes(policy))
    errors.push(unsupportedValue(`${at}.imagePullPolicy`, policy, ['Always', 'IfNotPresent', 'Never']))
  return [...errors, ...resourceProblems(objectAt(container, 'resources'), `${at}.resources`)]
}

function portProblems(port: Json, at: string): FieldError[] {
  const name = textAt(port, 'name') ?? ''
  const number = numberAt(port, 'containerPort') ?? 0
  const errors: FieldError[] = []
  if (name !== '')
    errors.push(...portNameProblems(name).map((problem) => invalidValue(`${at}.name`, name, problem)))
  if (number === 0) errors.push(required(`${at}.containerPort`))
  else if (number < 1 || number > 65535)
    errors.push(invalidValue(`${at}.containerPort`, number, 'must be between 1 and 65535, inclusive'))
  return errors
}

function envProblems(one: Json, at: string): FieldError[] {
  const name = textAt(one, 'name') ?? ''
  if (name === '') return [required(`${at}.name`)]
  const errors: FieldError[] = []
  if (!/^[ -<>-~]+$/.test(name))
    errors.push(
      invalidValue(
        `${at}.name`,
        name,
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      ),
    )
  const from = valueAt(one, 'valueFrom')
  if (isObject(from) && textAt(one, 'value'))
    errors.push(invalidValue(`${at}.valueFrom`, '', 'may not be specified when `value` is not empty'))
  if (isObject(from) && Object.keys(from).length === 0)
    errors.push(
      invalidValue(
        `${at}.valueFrom`,
        '',
        'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
      ),
    )
  return errors
}

function mountProblems(mount: Json, at: string, volumes: Set<string>): FieldError[] {
  const name = textAt(mount, 'name') ?? ''
  const errors: FieldError[] = []
  if (name === '') errors.push(required(`${at}.name`))
  else if (!volumes.has(name))
    errors.push({
      field: `${at}.name`,
      reason: 'FieldValueNotFound',
      message: `Not found: ${JSON.stringify(name)}`,
    })
  if (!textAt(mount, 'mountPath')) errors.push(required(`${at}.mountPath`))
  return errors
}

function resourceProblems(resources: JsonObject, at: string): FieldError[] {
  const limits = objectAt(resources, 'limits')
  return Object.entries(objectAt(resources, 'requests')).flatMap(([name, request]) => {
    const limit = limits[name]
    if (limit === undefined) return []
    const wanted = valueOfQuantity(wordOf(request)) ?? 0
    const most = valueOfQuantity(wordOf(limit)) ?? 0
    return wanted > most
      ? [
          invalidValue(
            `${at}.requests`,
            request,
            `must be less than or equal to ${name} limit of ${wordOf(limit)}`,
          ),
        ]
      : []
  })
}

/** Of a pod that is there, only a few fields may change. */
function changeProblems(object: ApiObject, old: ApiObject): FieldError[] {
  const before = withoutChangeable(objectAt(old, 'spec'))
  const after = withoutChangeable(objectAt(object, 'spec'))
  if (isEqual(before, after)) return []
  return [
    forbiddenValue(
      'spec',
      'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    ),
  ]
}

function withoutChangeable(spec: JsonObject): JsonObject {
  const { activeDeadlineSeconds: _, tolerations: _1, nodeName: _2, ...rest } = spec
  const plain = (list: Json | undefined) =>
    Array.isArray(list) ? list.map((one) => (isObject(one) ? { ...one, image: undefined } : one)) : undefined
  return { ...rest, containers: plain(rest['containers']), initContainers: plain(rest['initContainers']) }
}
