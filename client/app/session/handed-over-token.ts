/**
 * Takes a token out of the address's fragment (`#t=…` or `#token=…`): a fragment is never sent to a server,
 * and it is removed at once, so that neither history nor a screenshot keeps it.
 */
export function takeHandedOverToken(): string | undefined {
  const { token, rest } = splitFragment(location.hash)
  if (token === undefined) return undefined
  history.replaceState(history.state, '', location.pathname + location.search + rest)
  return token
}

/** The token in a fragment, and the fragment without it. Pure. */
export function splitFragment(fragment: string): { token?: string; rest: string } {
  const params = new URLSearchParams(fragment.replace(/^#/, ''))
  const token = params.get('t') ?? params.get('token')
  if (token === null || token.trim() === '') return { rest: fragment }
  params.delete('t')
  params.delete('token')
  return { token, rest: params.size > 0 ? `#${params}` : '' }
}
