/** Times of log lines in one form, so that their texts compare as the times do. */

/**
 * An RFC 3339 time in UTC with nine decimals. Nodes stamp lines in their own time zone, and clients may leave out
 * decimals; what is no time is given back as it is.
 */
export function utcTime(text: string): string {
  // Nearly every line.
  if (text.length === 30 && text.endsWith('Z')) return text
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text)
  if (!parts) return text
  const [, seconds = '', decimals = '', zone = ''] = parts
  const date = new Date(`${seconds}${zone}`)
  if (Number.isNaN(date.getTime())) return text
  return `${date.toISOString().slice(0, 19)}.${decimals.padEnd(9, '0')}Z`
}
