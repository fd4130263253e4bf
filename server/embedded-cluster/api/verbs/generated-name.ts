/** Names for `generateName`: five characters without vowels, so that no words come about. */
import { randomInt } from 'node:crypto'

const alphabet = 'bcdfghjklmnpqrstvwxz2456789'
const maxBase = 58

export function generatedName(base: string): string {
  let suffix = ''
  for (let i = 0; i < 5; i++) suffix += alphabet[randomInt(alphabet.length)]
  return base.slice(0, maxBase) + suffix
}
