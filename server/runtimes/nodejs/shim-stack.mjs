// How errors are told: in full, without the shim's own frames, and with the paths as they are in every pod.
import { writeSync } from 'fs'
import { fileURLToPath } from 'url'
import { inspect } from 'util'
import { settings } from './shim-settings.mjs'

const own = fileURLToPath(new URL('.', import.meta.url))
const isFrame = /^\s+at /
Error.stackTraceLimit = 30

export function complain(error) {
  write(told(error).split(`${settings.volume}/`).join('/kubeless/') + '\n')
}

function told(error, depth = 0) {
  if (!(error instanceof Error)) return `Error: ${inspect(error)} was thrown`
  const lines = String(error.stack || error).split('\n')
  // Below the user's last frame there is only what Node and the shim did to get there.
  const last = lines.reduce((found, line, index) => (isFrame.test(line) && isUsers(line) ? index : found), -1)
  const kept = lines.filter(
    (line, index) => !isFrame.test(line) || (!line.includes(own) && (last < 0 || index <= last)),
  )
  if (error.cause !== undefined && depth < 5) kept.push(`Caused by: ${told(error.cause, depth + 1)}`)
  for (const each of depth < 5 && Array.isArray(error.errors) ? error.errors.slice(0, 5) : [])
    kept.push(`One of them: ${told(each, depth + 1)}`)
  return kept.join('\n')
}

function isUsers(line) {
  return line.includes(settings.volume) && !line.includes(own) && !line.includes('node:')
}

function write(text) {
  let data = Buffer.from(text)
  for (let tries = 0; data.length > 0 && tries < 1000; tries++) {
    try {
      data = data.subarray(writeSync(2, data))
    } catch (error) {
      if (error.code !== 'EAGAIN') return
    }
  }
}
