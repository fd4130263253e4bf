/** Opens the person's browser on the dashboard, signed in, without the code ever standing in a process list. */
import { spawn } from 'node:child_process'
import { access, constants, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/**
 * Opens `url` with a one-time code in its fragment, by way of a page only this user can read: other
 * users of the machine see arguments of programs, not files of mode 0600. Does nothing where there
 * is no browser to open; a failure is no failure of ours, since the address is printed anyway.
 */
export async function openBrowser(url: string, oneTimeCode: string, dataDir: string): Promise<void> {
  const opener = await findOpener()
  if (!opener) return
  const page = join(dataDir, 'open.html')
  const target = JSON.stringify(`${url}#t=${oneTimeCode}`)
  await rm(page, { force: true })
  await writeFile(
    page,
    `<!doctype html><meta charset="utf-8"><script>location.replace(${target})</script>\n`,
    {
      mode: 0o600,
      flag: 'wx',
    },
  )
  spawn(opener, [page], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
  // The code is dead after a minute, and so the page has no more to tell.
  setTimeout(() => void rm(page, { force: true }), 60_000).unref()
}

async function findOpener(): Promise<string | undefined> {
  if (!process.stdout.isTTY) return undefined
  if (process.platform === 'darwin') return 'open'
  if (process.platform !== 'linux' || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)) return undefined
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const candidate = join(folder, 'xdg-open')
    if (
      await access(candidate, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return candidate
  }
  return undefined
}
