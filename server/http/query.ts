/** Query parameters: each known, each there once. */
import { badQuery } from './refusals.ts'

export interface QueryParams {
  /** Throws when there are others than these, or one of them twice; gives each by its name. */
  only(...names: string[]): (name: string) => string | undefined
}

export function queryParams(url: string): QueryParams {
  const at = url.indexOf('?')
  const search = new URLSearchParams(at < 0 ? '' : url.slice(at + 1))
  return {
    only(...names) {
      const seen = new Set<string>()
      for (const name of search.keys()) {
        if (!names.includes(name))
          throw badQuery(
            name.slice(0, 60),
            `There is no query parameter ${JSON.stringify(name.slice(0, 60))} here.`,
          )
        if (seen.has(name)) throw badQuery(name, `The query parameter ${name} is there twice.`)
        seen.add(name)
      }
      return (name) => search.get(name) ?? undefined
    },
  }
}
