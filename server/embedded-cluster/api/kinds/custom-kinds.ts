/** Kinds out of a CustomResourceDefinition, one for each version that is served. */
import type { ApiObject, Json } from '../json.ts'
import { isObject, listAt, objectAt, textAt, valueAt } from '../json.ts'
import type { CustomKind, Kind, PrinterColumn, Subresource } from './kind.ts'

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']
const change = ['get', 'patch', 'update']

export function kindsOfDefinition(definition: ApiObject): Kind[] {
  const spec = objectAt(definition, 'spec')
  const names = objectAt(spec, 'names')
  const kind = textAt(names, 'kind') ?? ''
  const versions = listAt(spec, 'versions')
  const storageVersion =
    textAt(
      versions.find((one) => valueAt(one, 'storage') === true),
      'name',
    ) ?? ''
  return versions
    .filter((version) => valueAt(version, 'served') === true)
    .map((version) => {
      const group = textAt(spec, 'group') ?? ''
      const name = textAt(version, 'name') ?? ''
      const custom = customOf(definition, version, storageVersion)
      const isDeprecated = valueAt(version, 'deprecated') === true
      return {
        group,
        version: name,
        plural: textAt(names, 'plural') ?? '',
        singular: textAt(names, 'singular') ?? kind.toLowerCase(),
        kind,
        listKind: textAt(names, 'listKind') ?? `${kind}List`,
        isNamespaced: textAt(spec, 'scope') === 'Namespaced',
        shortNames: textsOf(listAt(names, 'shortNames')),
        categories: textsOf(listAt(names, 'categories')),
        verbs,
        subresources: subresourcesOf(kind, custom),
        custom,
        ...(isDeprecated && {
          deprecation: textAt(version, 'deprecationWarning') ?? `${group}/${name} ${kind} is deprecated`,
        }),
      }
    })
}

function customOf(definition: ApiObject, version: Json, storageVersion: string): CustomKind {
  const scale = valueAt(version, 'subresources', 'scale')
  return {
    definition: definition.metadata.name,
    schema: valueAt(version, 'schema', 'openAPIV3Schema') ?? {},
    printerColumns: listAt(version, 'additionalPrinterColumns').flatMap(columnOf),
    selectableFields: listAt(version, 'selectableFields').map((one) => textAt(one, 'jsonPath') ?? ''),
    hasStatus: isObject(valueAt(version, 'subresources', 'status')),
    storageVersion,
    ...(isObject(scale) && {
      scale: {
        spec: textAt(scale, 'specReplicasPath') ?? '',
        status: textAt(scale, 'statusReplicasPath') ?? '',
        selector: textAt(scale, 'labelSelectorPath'),
      },
    }),
  }
}

function columnOf(column: Json): PrinterColumn[] {
  const name = textAt(column, 'name')
  const type = textAt(column, 'type')
  const jsonPath = textAt(column, 'jsonPath')
  if (name === undefined || type === undefined || jsonPath === undefined) return []
  const priority = valueAt(column, 'priority')
  return [
    {
      name,
      type,
      jsonPath,
      format: textAt(column, 'format'),
      description: textAt(column, 'description'),
      priority: typeof priority === 'number' ? priority : 0,
    },
  ]
}

function subresourcesOf(kind: string, custom: CustomKind): Subresource[] {
  const found: Subresource[] = []
  if (custom.hasStatus) found.push({ name: 'status', kind, verbs: change })
  if (custom.scale)
    found.push({ name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: change })
  return found
}

function textsOf(values: Json[]): string[] {
  return values.filter((value) => typeof value === 'string')
}
