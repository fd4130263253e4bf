/** The HorizontalPodAutoscaler a Function carries, in the version that clusters have today (Kubeless reference §1.2.5). */
import type { FunctionObject, KubeObject } from '../functions/objects.ts'
import { isRecord, textOf, withoutNulls } from './json.ts'
import type { Fields } from './json.ts'
import { Refusal } from './refusal.ts'

/** `autoscaling/v2`. */
export interface Autoscaler extends KubeObject {
  spec?: {
    scaleTargetRef: { apiVersion: string; kind: string; name: string }
    minReplicas?: number
    maxReplicas: number
    metrics?: Fields[]
    behavior?: Fields
  }
}

/** Clients write an empty one for "none": only one with a name and a target counts. */
export function planAutoscaler(fn: FunctionObject): Autoscaler | undefined {
  const own: unknown = withoutNulls(fn.spec?.horizontalPodAutoscaler)
  if (!isRecord(own)) return undefined
  const metadata = isRecord(own['metadata']) ? own['metadata'] : {}
  const spec = isRecord(own['spec']) ? own['spec'] : {}
  const target = isRecord(spec['scaleTargetRef']) ? spec['scaleTargetRef'] : {}
  if (textOf(metadata['name']) === '' || textOf(target['name']) === '') return undefined
  const maxReplicas = Number(spec['maxReplicas'])
  if (!Number.isInteger(maxReplicas) || maxReplicas < 1) throw invalid('maxReplicas is not 1 or more')
  const minReplicas = spec['minReplicas']
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: fn.metadata.name },
    spec: {
      // Whatever it names, there is one Deployment that is the function's.
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: fn.metadata.name },
      ...(typeof minReplicas === 'number' && { minReplicas }),
      maxReplicas,
      metrics: metricsOf(spec['metrics']),
      ...(isRecord(spec['behavior']) && { behavior: spec['behavior'] }),
    },
  }
}

function metricsOf(value: unknown): Fields[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid('it has no metrics')
  return value.map((metric: unknown) => {
    if (!isRecord(metric)) throw invalid('a metric of it is not an object')
    return metricOf(metric)
  })
}

const readers: Record<string, [field: string, read: (source: Fields) => Fields]> = {
  Resource: ['resource', resourceMetric],
  Pods: ['pods', podsMetric],
  Object: ['object', objectMetric],
  External: ['external', externalMetric],
}

/** A metric of `v2beta1`; one that is of `v2` already stays as it is. */
function metricOf(metric: Fields): Fields {
  const type = textOf(metric['type'])
  const [field, read] = readers[type] ?? []
  const source = field === undefined ? undefined : metric[field]
  if (field === undefined || !read || !isRecord(source))
    throw invalid(`it has a metric of type ${JSON.stringify(type)}`)
  const isCurrent = isRecord(source['target']) && 'type' in source['target']
  return { type, [field]: isCurrent ? source : read(source) }
}

function resourceMetric(source: Fields): Fields {
  const { name, targetAverageUtilization: utilization, targetAverageValue: value } = source
  return {
    name,
    target:
      typeof utilization === 'number'
        ? { type: 'Utilization', averageUtilization: utilization }
        : { type: 'AverageValue', averageValue: value },
  }
}

function podsMetric(source: Fields): Fields {
  return {
    metric: named(source),
    target: { type: 'AverageValue', averageValue: source['targetAverageValue'] },
  }
}

function objectMetric(source: Fields): Fields {
  const target = isRecord(source['target']) ? source['target'] : {}
  const { averageValue } = source
  return {
    metric: named(source),
    describedObject: {
      apiVersion: textOf(target['apiVersion']) || 'v1',
      kind: textOf(target['kind']),
      name: textOf(target['name']),
    },
    target:
      averageValue === undefined
        ? { type: 'Value', value: source['targetValue'] }
        : { type: 'AverageValue', averageValue },
  }
}

function externalMetric(source: Fields): Fields {
  const { metricSelector: selector, targetValue, targetAverageValue } = source
  return {
    metric: { ...named(source), ...(isRecord(selector) && { selector }) },
    target:
      targetAverageValue === undefined
        ? { type: 'Value', value: targetValue }
        : { type: 'AverageValue', averageValue: targetAverageValue },
  }
}

function named(source: Fields): Fields {
  const { metricName, selector } = source
  return { name: textOf(metricName), ...(isRecord(selector) && { selector }) }
}

function invalid(why: string): Refusal {
  return new Refusal(
    'AutoscalerInvalid',
    `spec.horizontalPodAutoscaler cannot be used: ${why}. Correct it, or empty it for none.`,
  )
}
