/** A trigger as it comes in a body: its keys and their types. */
import type {
  HttpTriggerChange,
  HttpTriggerSpec,
  ScheduleTriggerChange,
  ScheduleTriggerSpec,
} from '../contract/triggers.ts'
import { shapeOf } from './shapes.ts'
import type { Shape } from './shapes.ts'

const httpKeys: readonly (keyof HttpTriggerSpec)[] = [
  'name',
  'namespace',
  'function',
  'host',
  'path',
  'tls',
  'tlsSecret',
  'basicAuthSecret',
  'gateway',
  'cors',
]
const scheduleKeys: readonly (keyof ScheduleTriggerSpec)[] = [
  'name',
  'namespace',
  'function',
  'schedule',
  'timeZone',
  'payload',
]

/** Absent texts are empty: the rules say which are required. */
export function readHttpTriggerSpec(value: unknown): HttpTriggerSpec {
  return httpTriggerOf(shapeOf(value, httpKeys))
}

export function readHttpTriggerChange(value: unknown): HttpTriggerChange {
  const shape = shapeOf(value, [...httpKeys, 'resourceVersion'])
  return { ...httpTriggerOf(shape), resourceVersion: shape.text('resourceVersion') }
}

export function readScheduleTriggerSpec(value: unknown): ScheduleTriggerSpec {
  return scheduleTriggerOf(shapeOf(value, scheduleKeys))
}

export function readScheduleTriggerChange(value: unknown): ScheduleTriggerChange {
  const shape = shapeOf(value, [...scheduleKeys, 'resourceVersion'])
  return { ...scheduleTriggerOf(shape), resourceVersion: shape.text('resourceVersion') }
}

function placeOf(shape: Shape) {
  return { name: shape.text('name'), namespace: shape.text('namespace'), function: shape.text('function') }
}

function httpTriggerOf(shape: Shape): HttpTriggerSpec {
  return {
    ...placeOf(shape),
    host: shape.optionalText('host'),
    path: shape.optionalText('path'),
    tls: shape.optionalFlag('tls'),
    tlsSecret: shape.optionalText('tlsSecret'),
    basicAuthSecret: shape.optionalText('basicAuthSecret'),
    gateway: shape.optionalText('gateway'),
    cors: shape.optionalFlag('cors'),
  }
}

function scheduleTriggerOf(shape: Shape): ScheduleTriggerSpec {
  return {
    ...placeOf(shape),
    schedule: shape.text('schedule'),
    timeZone: shape.optionalText('timeZone'),
    payload: shape.optionalText('payload'),
  }
}
