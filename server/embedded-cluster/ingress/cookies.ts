/**
 * Cookies know hosts but no ports: a browser that is signed in at the dashboard sends its cookie here too, and an
 * answer from here could replace it. Neither gets through.
 */
const ours = /^(kui_\d+|__Host-kui)$/

/** A Cookie header without the dashboard's; undefined when nothing is left. */
export function withoutOurCookies(header: string | undefined): string | undefined {
  const kept = (header ?? '').split(';').filter((pair) => pair.trim() !== '' && !isOurs(pair))
  return kept.length > 0 ? kept.join(';').trim() : undefined
}

/** Set-Cookie headers without those that would set one of the dashboard's. */
export function withoutSettingOurs(headers: readonly string[]): string[] {
  return headers.filter((header) => !isOurs(header))
}

function isOurs(pair: string): boolean {
  return ours.test((pair.split('=', 1)[0] ?? '').trim())
}
