/** What the API keeps in its folder besides objects: keys, certificates, the token, the port, and the kubeconfig people use. */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The text of a file; undefined when there is none. */
export async function readText(folder: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Written whole or not at all; readable by the owner only. */
export async function writePrivate(folder: string, name: string, text: string): Promise<void> {
  const path = join(folder, name)
  const draft = `${path}.${process.pid}.new`
  await writeFile(draft, text, { mode: 0o600 })
  await rename(draft, path)
}

/** The text of a file, made and kept when there is none. */
export async function readOrMake(
  folder: string,
  name: string,
  make: () => string | Promise<string>,
): Promise<string> {
  const known = await readText(folder, name)
  if (known?.trim()) {
    await chmod(join(folder, name), 0o600)
    return known
  }
  const made = await make()
  await writePrivate(folder, name, made)
  return made
}

/** Makes the folder, for the owner only. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
}

export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** A kubeconfig with one context, as YAML. */
export function kubeconfigFor(options: { server: string; ca: string; token: string }): string {
  const ca = Buffer.from(options.ca).toString('base64')
  return `apiVersion: v1
kind: Config
current-context: kubeless-ui
clusters:
  - name: kubeless-ui
    cluster:
      server: ${options.server}
      certificate-authority-data: ${ca}
contexts:
  - name: kubeless-ui
    context:
      cluster: kubeless-ui
      user: kubeless-ui
      namespace: default
users:
  - name: kubeless-ui
    user:
      token: ${options.token}
`
}
