/** Creates and calls functions through the front door, for tests of the whole product. */
import type { FunctionDetails, FunctionSpec } from '../contract/functions.ts'
import type { Invocation, InvocationRequest } from '../contract/invocations.ts'
import type { Dashboard } from './dashboard.ts'

const base = '/api/namespaces/default/functions'

/** The newest Python and Node that the embedded cluster offers. */
export const python = 'python3.13'
export const node = 'nodejs24'

/** A function that says hello, changed as the test wants it. */
export function aFunction(spec: Partial<FunctionSpec> = {}): FunctionSpec {
  return {
    name: 'hello',
    namespace: 'default',
    runtime: node,
    handler: 'handler.hello',
    code: "exports.hello = () => 'hello'\n",
    ...spec,
  }
}

export function create(dashboard: Dashboard, spec: Partial<FunctionSpec>): Promise<FunctionDetails> {
  return dashboard.ask('POST', base, aFunction(spec))
}

export function details(dashboard: Dashboard, name: string): Promise<FunctionDetails> {
  return dashboard.ask('GET', `${base}/${name}`)
}

/** Changes what is named and keeps the rest, as the form does. */
export async function change(
  dashboard: Dashboard,
  name: string,
  changes: Partial<FunctionSpec>,
): Promise<FunctionDetails> {
  const { runtime, handler, code, deps, timeoutSeconds, env, memory, resourceVersion } = await details(
    dashboard,
    name,
  )
  const spec = aFunction({ name, runtime, handler, code, deps, timeoutSeconds, env, memory, ...changes })
  return dashboard.ask('PUT', `${base}/${name}`, { ...spec, resourceVersion })
}

/** Calls a function; waits for a rollout first, as the page does. */
export function call(
  dashboard: Dashboard,
  name: string,
  request: Partial<InvocationRequest> = {},
): Promise<Invocation> {
  return dashboard.ask('POST', `${base}/${name}/invocations`, {
    method: 'GET',
    path: '/',
    waitMs: 60_000,
    ...request,
  })
}

/** Asks for the details again until they are as wanted; the test's own timeout is the bound. */
export async function until(
  dashboard: Dashboard,
  name: string,
  isAsWanted: (details: FunctionDetails) => boolean,
): Promise<FunctionDetails> {
  for (;;) {
    const current = await details(dashboard, name)
    if (isAsWanted(current)) return current
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
