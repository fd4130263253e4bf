/** By what a process is known as this node's, in this run and after it. */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The same for every run on this data folder, and no other's. */
export async function nodeMark(folder: string): Promise<string> {
  const file = join(folder, 'mark')
  const known = await readFile(file, 'utf8').catch(() => '')
  if (/^kui-[0-9a-f]{16}$/.test(known)) return known
  const mark = `kui-${randomBytes(8).toString('hex')}`
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(file, mark, { mode: 0o600 })
  return mark
}
