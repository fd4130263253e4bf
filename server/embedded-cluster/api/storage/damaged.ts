/** Keeps damaged files for a person to look at, and says what is wrong with them. */
import { join } from 'node:path'
import type { Disk } from './disk.ts'
import type { Damage } from './read-file.ts'

const shownProblems = 5
const shownKeys = 10

/** Gives the files a second name in a new folder in `damaged`, whose path it gives back. */
export async function setAside(disk: Disk, folder: string, names: string[]): Promise<string> {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const aside = join(folder, 'damaged', stamp)
  await disk.makeFolder(aside)
  for (const name of names) await disk.addName(join(folder, name), join(aside, name))
  await disk.syncFolder(aside)
  await disk.syncFolder(join(folder, 'damaged'))
  return aside
}

/** What happened, what it means, what to do next. */
export function describeDamage(folder: string, damage: Damage[], isComplete: boolean): string {
  const files = damage.map(({ name, problems }) => `${join(folder, name)} (${few(problems, shownProblems)})`)
  const keys = few([...new Set(damage.flatMap((each) => each.keys))], shownKeys)
  const result = isComplete
    ? 'Nothing was lost: everything it held is in another file.'
    : 'Everything that could be read was kept; what could not is missing or as it was before its last change' +
      `${keys && `, which concerns ${keys}`}. Look whether something is missing and deploy it again, ` +
      `or mend the file as the README of the storage tells.`
  return `Stored objects are damaged: ${files.join(', ')}. ${result} Check the disk.`
}

function few(all: string[], most: number): string {
  const rest = all.length - most
  return [...all.slice(0, most), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ')
}
