/** The code of a sample with its function called as the handler says. Pure. */
import type { FunctionSample } from '#contract/runtimes.ts'

/** Only where the function is defined, and in a comment that begins with its name, as Go has them. */
export function sampleCode({ code, handler }: FunctionSample, wanted: string): string {
  const [own = '', name = ''] = [entryOf(handler), entryOf(wanted)]
  if (!isFit(name, own) || name === own) return code
  const definition = new RegExp(`(\\b(?:def|function|func) |\\bexports\\.|^// )${own}\\b`, 'gm')
  return code.replace(definition, `$1${name}`)
}

function entryOf(handler: string): string | undefined {
  const [, entry, ...more] = handler.trim().split('.')
  return more.length === 0 ? entry : undefined
}

/** A name that can stand there: Go hands out none that begins with a small letter. */
function isFit(name: string, own: string): boolean {
  return /^[A-Za-z_]\w{0,100}$/.test(name) && (!/^[A-Z]/.test(own) || /^[A-Z]/.test(name))
}
