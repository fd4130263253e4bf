/** How long to wait after so many failures in a row: a quarter of a second, doubled, 15 s at most, spread by half. */
export function backOffMs(failures: number, random: number): number {
  const full = Math.min(15_000, 250 * 2 ** Math.min(failures, 10))
  return full / 2 + (full / 2) * random
}
