/** What a client accepts: JSON or YAML, and of an object itself, a table of it, or its metadata. */
import { refusal } from '../status.ts'

/** How an answer is to be written. */
export interface Wanted {
  format: 'json' | 'yaml'
  as: 'object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList' | 'APIGroupDiscoveryList'
  isPretty: boolean
}

const offered = 'application/json, application/yaml, application/vnd.kubernetes.protobuf'

/** Throws 406 when nothing of what is accepted can be produced. */
export function wantedBy(
  accept: string | undefined,
  query: URLSearchParams,
  options: { isDiscovery?: boolean; isCustom?: boolean } = {},
): Wanted {
  const pretty = query.get('pretty')
  const isPretty = pretty !== null && pretty !== '0' && pretty !== 'false'
  const ranges = rangesOf(accept)
  if (ranges.length === 0) return { format: 'json', as: 'object', isPretty }
  for (const { type, parameters } of ranges) {
    const format = formatOf(type)
    if (!format) continue
    const as = parameters['as']
    if (as === undefined) return { format, as: 'object', isPretty }
    if (as === 'APIGroupDiscoveryList') {
      if (options.isDiscovery && parameters['v'] === 'v2') return { format, as, isPretty }
      continue
    }
    if (options.isDiscovery || parameters['g'] !== 'meta.k8s.io' || parameters['v'] !== 'v1') continue
    if (as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList')
      return { format, as, isPretty }
  }
  throw notAcceptable(
    ranges.some(({ parameters }) => parameters['as'] !== undefined) || options.isCustom === true,
  )
}

function notAcceptable(isOfNegotiation: boolean) {
  if (isOfNegotiation)
    return refusal(406, 'NotAcceptable', `only the following media types are accepted: ${offered}`)
  return refusal(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${offered}`, {})
}

interface Range {
  type: string
  parameters: Record<string, string>
  quality: number
}

function rangesOf(accept: string | undefined): Range[] {
  if (accept === undefined || accept.trim() === '') return []
  const ranges = accept.split(',').map((part) => {
    const [type = '', ...rest] = part.split(';').map((piece) => piece.trim())
    const parameters: Record<string, string> = {}
    for (const piece of rest) {
      const [name = '', value = ''] = piece.split('=')
      parameters[name.trim()] = value.trim().replace(/^"|"$/g, '')
    }
    return { type: type.toLowerCase(), parameters, quality: Number(parameters['q'] ?? 1) || 0 }
  })
  return ranges.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality)
}

function formatOf(type: string): Wanted['format'] | undefined {
  if (type === 'application/json' || type === '*/*' || type === 'application/*') return 'json'
  return type === 'application/yaml' ? 'yaml' : undefined
}
