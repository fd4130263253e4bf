/** Rules of Services and Ingresses. */
import type { ApiObject, Json } from '../json.ts'
import { listAt, numberAt, objectAt, textAt, valueAt } from '../json.ts'
import { duplicateValue, invalidValue, required, unsupportedValue } from '../status.ts'
import type { FieldError } from '../status.ts'
import { labelsProblems } from './metadata.ts'
import { labelProblems, portNameProblems, subdomainProblems } from './names.ts'

const portRange = 'must be between 1 and 65535, inclusive'

export function serviceProblems(object: ApiObject, old: ApiObject | undefined): FieldError[] {
  const ports = listAt(object, 'spec', 'ports')
  const type = textAt(object, 'spec', 'type') ?? ''
  const errors: FieldError[] = []
  if (!['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'].includes(type))
    errors.push(
      unsupportedValue('spec.type', type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']),
    )
  const isHeadless = textAt(object, 'spec', 'clusterIP') === 'None'
  if (ports.length === 0 && !isHeadless && type !== 'ExternalName') errors.push(required('spec.ports'))
  if (type === 'ExternalName' && !textAt(object, 'spec', 'externalName'))
    errors.push(required('spec.externalName'))
  ports.forEach((port, index) => errors.push(...portProblems(port, `spec.ports[${index}]`, ports.length > 1)))
  errors.push(...repeatedPorts(ports))
  errors.push(...labelsProblems(objectAt(object, 'spec', 'selector'), 'spec.selector'))
  const before = old && textAt(old, 'spec', 'clusterIP')
  const now = textAt(object, 'spec', 'clusterIP')
  if (before && now && before !== now && type !== 'ExternalName')
    errors.push(invalidValue('spec.clusterIPs[0]', [now], 'may not change once set'))
  return errors
}

function portProblems(port: Json, at: string, needsName: boolean): FieldError[] {
  const errors: FieldError[] = []
  const name = textAt(port, 'name') ?? ''
  if (name === '' && needsName) errors.push(required(`${at}.name`))
  if (name !== '')
    errors.push(...labelProblems(name).map((problem) => invalidValue(`${at}.name`, name, problem)))
  const number = numberAt(port, 'port') ?? 0
  if (!isPort(number)) errors.push(invalidValue(`${at}.port`, number, portRange))
  const protocol = textAt(port, 'protocol') ?? ''
  if (!['SCTP', 'TCP', 'UDP'].includes(protocol))
    errors.push(unsupportedValue(`${at}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']))
  const target = valueAt(port, 'targetPort')
  if (typeof target === 'number' && !isPort(target))
    errors.push(invalidValue(`${at}.targetPort`, target, portRange))
  if (typeof target === 'string')
    errors.push(
      ...portNameProblems(target).map((problem) => invalidValue(`${at}.targetPort`, target, problem)),
    )
  return errors
}

function repeatedPorts(ports: Json[]): FieldError[] {
  const names = new Set<string>()
  const numbers = new Set<string>()
  return ports.flatMap((port, index) => {
    const name = textAt(port, 'name') ?? ''
    const number = `${textAt(port, 'protocol')}/${numberAt(port, 'port')}`
    const errors: FieldError[] = []
    if (name !== '' && names.has(name)) errors.push(duplicateValue(`spec.ports[${index}].name`, name))
    if (numbers.has(number))
      errors.push(
        duplicateValue(`spec.ports[${index}]`, {
          port: numberAt(port, 'port'),
          protocol: textAt(port, 'protocol'),
        }),
      )
    names.add(name)
    numbers.add(number)
    return errors
  })
}

export function ingressProblems(object: ApiObject): FieldError[] {
  const rules = listAt(object, 'spec', 'rules')
  const fallback = valueAt(object, 'spec', 'defaultBackend')
  const errors: FieldError[] = []
  if (rules.length === 0 && fallback === undefined)
    errors.push(invalidValue('spec', undefined, 'either `defaultBackend` or `rules` must be specified'))
  if (fallback !== undefined) errors.push(...backendProblems(fallback, 'spec.defaultBackend'))
  rules.forEach((rule, index) => errors.push(...ruleProblems(rule, `spec.rules[${index}]`)))
  return errors
}

function ruleProblems(rule: Json, at: string): FieldError[] {
  const host = textAt(rule, 'host') ?? ''
  const errors: FieldError[] = []
  if (host !== '') {
    const name = host.startsWith('*.') ? host.slice(2) : host
    if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host))
      errors.push(invalidValue(`${at}.host`, host, 'must be a DNS name, not an IP address'))
    errors.push(...subdomainProblems(name).map((problem) => invalidValue(`${at}.host`, host, problem)))
  }
  const http = valueAt(rule, 'http')
  if (http === undefined) return errors
  const paths = listAt(http, 'paths')
  if (paths.length === 0) errors.push(required(`${at}.http.paths`))
  paths.forEach((path, index) => errors.push(...pathProblems(path, `${at}.http.paths[${index}]`)))
  return errors
}

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix']

function pathProblems(path: Json, at: string): FieldError[] {
  const type = textAt(path, 'pathType') ?? ''
  const text = textAt(path, 'path') ?? ''
  const errors: FieldError[] = []
  if (type === '') errors.push(required(`${at}.pathType`, 'pathType must be specified'))
  else if (!pathTypes.includes(type)) errors.push(unsupportedValue(`${at}.pathType`, type, pathTypes))
  else if (type !== 'ImplementationSpecific' || text !== '') {
    if (!text.startsWith('/')) errors.push(invalidValue(`${at}.path`, text, 'must be an absolute path'))
    for (const bad of ['//', '/./', '/../', '%2f', '%2F'])
      if (text.includes(bad)) errors.push(invalidValue(`${at}.path`, text, `must not contain '${bad}'`))
  }
  return [...errors, ...backendProblems(valueAt(path, 'backend') ?? {}, `${at}.backend`)]
}

function backendProblems(backend: Json, at: string): FieldError[] {
  const service = valueAt(backend, 'service')
  const resource = valueAt(backend, 'resource')
  if (service === undefined && resource === undefined)
    return [required(at, 'resource or service backend is required')]
  if (service === undefined) return []
  if (resource !== undefined) return [invalidValue(at, '', 'cannot set both resource and service backends')]
  const name = textAt(service, 'name') ?? ''
  const errors: FieldError[] = []
  if (name === '') errors.push(required(`${at}.service.name`))
  else errors.push(...labelProblems(name).map((problem) => invalidValue(`${at}.service.name`, name, problem)))
  const portName = textAt(service, 'port', 'name') ?? ''
  const number = numberAt(service, 'port', 'number')
  if (portName !== '' && number !== undefined)
    errors.push(invalidValue(`${at}.service.port`, '', 'cannot set both port name & port number'))
  else if (portName === '' && number === undefined)
    errors.push(required(`${at}.service.port`, 'port name or number is required'))
  else if (number !== undefined && !isPort(number))
    errors.push(invalidValue(`${at}.service.port.number`, number, portRange))
  return errors
}

function isPort(number: number): boolean {
  return number >= 1 && number <= 65535
}
