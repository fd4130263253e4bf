import { readFileSync } from 'node:fs'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import { readConfig } from './controller-config.ts'
import type { Deployment } from '../functions/objects.ts'
import { covers } from './covers.ts'
import { goldenCases } from './golden/cases.ts'
import type { GoldenCase } from './golden/cases.ts'
import { planFunction } from './plan.ts'
import { Refusal } from './refusal.ts'

/** A Deployment that upstream's controller made in Kubernetes 1.21. */
const recorded = JSON.parse(
  readFileSync(new URL('recordings/deployment-of-upstream.json', import.meta.url), 'utf8'),
) as Deployment

/** What comes of it, or why nothing does. */
function planned({ function: fn, config }: GoldenCase): object {
  try {
    return planFunction(fn, readConfig(config))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { refused: error.reason, message: error.message }
  }
}

// A change that is meant is written with `npx vitest run -c server/vitest.config.ts server/controller/plan -u`.
test.each(goldenCases)('the plan is that of golden/$name', async (golden) => {
  const text = await format(JSON.stringify(planned(golden)), { parser: 'json', printWidth: 110 })
  await expect(text).toMatchFileSnapshot(`golden/${golden.name}.json`)
})

test("the Deployment is the one upstream's controller makes, but for what is ours", () => {
  const golden = goldenCases.find(({ name }) => name === 'command-line')
  if (!golden) throw new Error('that case is gone')
  const { deployment } = planFunction(golden.function, readConfig(golden.config))
  const made = deployment.spec?.template
  const template = recorded.spec?.template
  const [container, upstreams] = [made?.spec.containers[0], template?.spec.containers[0]]
  const { readinessProbe, terminationMessagePolicy, image, ...same } = container ?? { name: '' }
  expect([readinessProbe?.httpGet?.path, terminationMessagePolicy]).toEqual([
    '/healthz',
    'FallbackToLogsOnError',
  ])
  expect(image).toMatch(/^kubeless\/python@/)
  expect(same.env?.slice(0, -1)).toEqual(upstreams?.env)
  expect(same.env?.at(-1)?.name).toBe('FUNC_CHECKSUM')
  expect(covers({ ...same, env: upstreams?.env }, upstreams)).toBe(true)
  expect(template?.metadata?.annotations).toEqual({
    'prometheus.io/scrape': 'true',
    'prometheus.io/path': '/metrics',
    'prometheus.io/port': '8080',
  })
  expect(covers(template?.metadata?.annotations, made?.metadata?.annotations)).toBe(true)
  expect(made?.metadata?.labels).toEqual(template?.metadata?.labels)
  const { volumes, securityContext, affinity } = made?.spec ?? {}
  expect(covers({ volumes, securityContext, affinity }, template?.spec)).toBe(true)
  expect(covers(deployment.spec?.strategy, recorded.spec?.strategy)).toBe(true)
  expect(deployment.spec?.selector).toEqual(recorded.spec?.selector)
})
