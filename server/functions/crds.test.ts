import { expect, test } from 'vitest'
import { goldenCases } from '../controller/golden/cases.ts'
import { startControllerWorld } from '../testing/controller-world.ts'
import { customResourceDefinitions } from './crds.ts'
import type { FunctionObject } from './objects.ts'
import { resources } from './resources.ts'

test('our definitions take whatever upstream’s clients write, and give it back unchanged', async () => {
  const world = await startControllerWorld()
  try {
    for (const [at, golden] of goldenCases.entries()) {
      const ref = { namespace: 'default', name: `f${at}` }
      const stored = JSON.parse(JSON.stringify(golden.function.spec)) as FunctionObject['spec']
      await world.create<FunctionObject>(resources.functions, {
        ...golden.function,
        metadata: ref,
        spec: stored,
      })
      expect((await world.client.get<FunctionObject>(resources.functions, ref)).spec, golden.name).toEqual(
        stored,
      )
    }
  } finally {
    await world.close()
  }
})

test('every definition is structural: whatever has no type says that it may be anything', () => {
  const untyped: string[] = []
  const look = (schema: object, path: string) => {
    const {
      type,
      properties = {},
      items,
    } = schema as { type?: string; properties?: Record<string, object>; items?: object }
    if (!type && !('x-kubernetes-preserve-unknown-fields' in schema)) untyped.push(path)
    for (const [name, inner] of Object.entries(properties)) look(inner, `${path}.${name}`)
    if (items) look(items, `${path}[]`)
  }
  for (const { metadata, spec } of customResourceDefinitions)
    for (const { name, schema } of spec.versions) look(schema.openAPIV3Schema, `${metadata.name}/${name}`)
  expect(untyped).toEqual([])
})
