/**
 * What every story starts from: a dashboard of its own and a browser that is signed in. Every story
 * also proves that no request left our origin, that the page broke no content security policy, and
 * that nothing was written to the console as an error.
 */
import { test as base, expect, request } from '@playwright/test'
import type { BrowserContext, Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startDashboard } from '../../server/testing/dashboard.ts'
import type { Dashboard } from '../../server/testing/dashboard.ts'

export { expect }

interface Fixtures {
  dashboard: Dashboard
  /** Complaints of the browser that this story expects, e.g. the failed request of a refused form. */
  expectedComplaints: RegExp[]
}

export const test = base.extend<Fixtures>({
  dashboard: async ({}, provide) => {
    const dashboard = await startDashboard()
    await provide(dashboard)
    await dashboard.close()
  },

  expectedComplaints: async ({}, provide) => {
    await provide([])
  },

  context: async ({ context, dashboard, expectedComplaints }, provide) => {
    const complaints: string[] = []
    watch(context, new URL(dashboard.url).origin, complaints)
    await provide(context)
    const unexpected = complaints.filter(
      (text) => !expectedComplaints.some((expected) => expected.test(text)),
    )
    expect(unexpected, 'what the browser complained about').toEqual([])
  },

  // Signed in before the first page opens, so that a story opens the page that it is about and no other.
  storageState: async ({ dashboard }, provide) => {
    const signedIn = await request.newContext({ baseURL: dashboard.url })
    const answer = await signedIn.post('/api/session', { data: { token: dashboard.token } })
    const { session } = (await answer.json()) as { session: string }
    const { cookies } = await signedIn.storageState()
    const origin = new URL(dashboard.url).origin
    await provide({ cookies, origins: [{ origin, localStorage: [{ name: 'kui:session', value: session }] }] })
    await signedIn.dispose()
  },
})

/** Opens the dashboard as the browser is opened by `npm start`: with the token in the fragment. */
export async function signIn(page: Page, dashboard: Dashboard, path = ''): Promise<void> {
  await page.goto(`${dashboard.url}${path}#t=${dashboard.token}`)
  await expect(page.getByRole('button', { name: 'New function' }).first()).toBeVisible()
}

function watch(context: BrowserContext, origin: string, complaints: string[]): void {
  context.on('request', (request) => {
    const isOurs = request.url().startsWith(`${origin}/`) || /^(data|blob|about):/.test(request.url())
    if (!isOurs) complaints.push(`a request left our origin: ${request.url()}`)
  })
  context.on('console', (message) => {
    // A violated policy is reported by the browser as an error in the console.
    if (message.type() === 'error')
      complaints.push(`console.error: ${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => complaints.push(`an uncaught error: ${describe(error.error())}`))
}

/** The text of a file of `samples/`. */
export function sample(path: string): Promise<string> {
  return readFile(join(import.meta.dirname, 'samples', path), 'utf8')
}

/** Creates a function through the API, as a CI job would; resolves once the stored code answers. */
export async function deployed(
  dashboard: Dashboard,
  spec: { name: string; runtime: string; handler: string; code: string; [field: string]: unknown },
): Promise<string> {
  await dashboard.ask('POST', '/api/namespaces/default/functions', { namespace: 'default', ...spec })
  await dashboard.ask('POST', `/api/namespaces/default/functions/${spec.name}/invocations`, {
    method: 'GET',
    path: '/healthz',
    waitMs: 60_000,
  })
  return `namespaces/default/functions/${spec.name}`
}

/** Replaces the text of the editor as a person does: select all, paste. */
export async function replaceCode(page: Page, code: string): Promise<void> {
  // Not the dependencies, which are there before the editor is.
  const frame = page.getByRole('region', { name: 'Code' }).locator('[data-ready=true]')
  const editor = frame.getByRole('textbox', { includeHidden: true }).first()
  await editor.focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.evaluate((text) => {
    const data = new DataTransfer()
    data.setData('text/plain', text)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  }, code)
}

/** What a browser keeps of somebody who never signed in. */
export const signedOut = { cookies: [], origins: [] }

/** The newest Python and Node that the dashboard offers. */
export const python = 'python3.13'
export const node = 'nodejs24'

/** With its name and message: some errors have no stack. */
function describe({ name, message, stack }: Error): string {
  return `${name}: ${message} ${stack ?? ''}`
}
