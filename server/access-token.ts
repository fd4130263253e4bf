/** The access token of a dashboard that runs on somebody's own machine: a file only they can read. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

/** The token in `DATA_DIR/token`; made at the first start. 256 random bits behind a prefix that secret scanners know. */
export async function readOrMakeToken(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'token')
  const stored = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  if (/^kui_[\w-]{43}$/.test(stored.trim())) return stored.trim()
  const token = `kui_${randomBytes(32).toString('base64url')}`
  const file = await open(`${path}.tmp`, 'w', 0o600)
  await file.writeFile(`${token}\n`)
  await file.sync()
  await file.close()
  await rename(`${path}.tmp`, path)
  return token
}
