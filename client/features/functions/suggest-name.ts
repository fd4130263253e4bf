/** A name that is free: the wish itself, or with the first number from 2 that makes it so. */
export function suggestName(wish: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wish)) return wish
  for (let number = 2; number <= taken.size + 1; number += 1) {
    const name = `${wish}-${number}`
    if (!taken.has(name)) return name
  }
  return `${wish}-${taken.size + 2}`
}
