/** The parts of k8s.yaml that are written from the code. Pure: text in, text out. */
import { stringify } from 'yaml'
import { customResourceDefinitions } from '../functions/crds.ts'
import { clusterRuntimeImages } from '../runtimes/catalog.ts'

/** The manifest with every generated part brought up to date. Throws when a mark is missing. */
export function withGeneratedParts(manifest: string, version: string): string {
  const parts: [string, string][] = [
    ['server/functions/crds.ts', documents(customResourceDefinitions)],
    ['server/runtimes/catalog.ts', documents([kubelessConfig(version)])],
  ]
  return parts.reduce(
    (text, [source, part]) => between(text, source, part),
    manifest.replaceAll(/^( +(?:- )?image: kubeless-ui):\S+$/gm, `$1:${version}`),
  )
}

/** What a cluster without any Kubeless begins with: maintained versions on official images, and our own `prepare`. */
export function kubelessConfig(version: string) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kubeless-config', namespace: 'kubeless' },
    data: {
      'provision-image': `kubeless-ui:${version}`,
      'provision-command': JSON.stringify(['node', '/app/prepare.js']),
      'service-type': 'ClusterIP',
      'ingress-enabled': 'false',
      'enable-build-step': 'false',
      deployment: '{}',
      'runtime-images': JSON.stringify(clusterRuntimeImages, undefined, 2),
    },
  }
}

function documents(objects: readonly object[]): string {
  return objects
    .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n')
}

function between(text: string, source: string, part: string): string {
  const start = `# written from ${source}\n`
  const from = text.indexOf(start)
  const to = text.indexOf('# end\n', from)
  if (from < 0 || to < 0) throw new Error(`k8s.yaml has no part that is written from ${source}`)
  return text.slice(0, from + start.length) + part + text.slice(to)
}
