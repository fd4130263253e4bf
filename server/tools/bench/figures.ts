/** Small statistics for the bench: medians and percentiles, and a table to print them in. */

/** The value below which `share` (0 to 1) of the samples lie. */
export function percentile(samples: number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** A row of the printed table. */
export interface Figure {
  what: string
  measured: string
  /** The floor it is compared with in the same run. */
  floor?: string
  ratio?: string
  budget?: string
}

export function inMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms`
}

export function asTable(figures: Figure[]): string {
  const columns = ['what', 'measured', 'floor', 'ratio', 'budget'] as const
  const rows = [Object.fromEntries(columns.map((name) => [name, name])) as unknown as Figure, ...figures]
  const widths = columns.map((name) => Math.max(...rows.map((row) => (row[name] ?? '').length)))
  const line = (row: Figure) =>
    `| ${columns.map((name, i) => (row[name] ?? '').padEnd(widths[i] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [line(rows[0] as Figure), rule, ...rows.slice(1).map(line)].join('\n')
}
