// What a function sees of a call.
import { Request, Response } from './shim-express.mjs'
import { settings } from './shim-settings.mjs'

/** `problem` says why there is no call. */
export function eventOf(head, body) {
  const response = new Response()
  const request = new Request(head, body, response)
  const { data, problem } = dataOf(request, body)
  const event = {
    data,
    'event-id': request.headers['event-id'],
    'event-type': request.headers['event-type'],
    'event-time': request.headers['event-time'],
    'event-namespace': request.headers['event-namespace'],
    extensions: { request, response },
  }
  return { event, response, problem }
}

export function contextOf() {
  return {
    'function-name': settings.handler,
    timeout: settings.timeoutSeconds,
    runtime: settings.runtime,
    'memory-limit': settings.memoryLimit,
  }
}

/** As upstream: JSON is parsed, anything else is text, nothing is an empty object. */
function dataOf(request, body) {
  if (body.length === 0 || request.is('multipart')) return { data: {} }
  const text = body.toString('utf8')
  if (!request.is('application/json')) return { data: text }
  try {
    return { data: JSON.parse(text) }
  } catch (error) {
    return { problem: `The body is not JSON, though its Content-Type says so: ${error.message}.` }
  }
}
