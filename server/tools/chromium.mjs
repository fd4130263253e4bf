/** Finds the browser the stories are played in; on Debian as root it installs one. */
import { existsSync } from 'node:fs'
import { installPackages, mayInstall } from './apt.mjs'
import { fail } from './install.mjs'

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The path of the browser's program. Ends the process with a sentence when there is none. */
export async function findChromium() {
  const named = process.env.CHROMIUM
  if (named) return existsSync(named) ? named : fail(`CHROMIUM names ${named}, which does not exist.`, 2)
  const usual = usualPlaces.find((path) => existsSync(path))
  if (usual) return usual
  const { chromium } = await import('@playwright/test')
  if (existsSync(chromium.executablePath())) return chromium.executablePath()
  if (mayInstall()) {
    console.error('Installing Debian’s Chromium (once)…')
    if (installPackages(['chromium', 'fonts-liberation'])) return findChromium()
  }
  return fail(
    'The stories need Chromium and there is none. Install it (Debian: apt-get install chromium; elsewhere: ' +
      'npx playwright install chromium), or set CHROMIUM to the path of a Chrome or Chromium.',
  )
}
