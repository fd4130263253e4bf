/** Rewrites links in HTML that passes through the proxy, so that a page finds its way back through it. */
import { Transform } from 'node:stream'

/** Attributes that hold an address, by element. */
const attributes: Record<string, string[]> = {
  a: ['href'],
  area: ['href'],
  audio: ['src'],
  base: ['href'],
  blockquote: ['cite'],
  body: ['background'],
  button: ['formaction'],
  del: ['cite'],
  embed: ['src'],
  form: ['action'],
  frame: ['longdesc', 'src'],
  head: ['profile'],
  html: ['manifest'],
  iframe: ['longdesc', 'src'],
  img: ['longdesc', 'src', 'usemap'],
  input: ['formaction', 'src', 'usemap'],
  ins: ['cite'],
  link: ['href'],
  object: ['classid', 'codebase', 'data', 'usemap'],
  q: ['cite'],
  script: ['src'],
  source: ['src'],
  video: ['poster', 'src'],
}
/** A tag longer than this is passed on as it is. */
const longestTag = 64 * 1024

/** Absolute paths get `prefix` put before them; everything else is untouched, byte for byte. */
export function htmlLinks(prefix: string): Transform {
  let held = ''
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = held + chunk.toString('latin1')
      const open = text.lastIndexOf('<')
      const isCut = open >= 0 && !text.includes('>', open) && text.length - open < longestTag
      held = isCut ? text.slice(open) : ''
      done(null, Buffer.from(rewritten(isCut ? text.slice(0, open) : text, prefix), 'latin1'))
    },
    flush(done) {
      done(null, Buffer.from(rewritten(held, prefix), 'latin1'))
    },
  })
}

function rewritten(html: string, prefix: string): string {
  return html.replace(/<([a-zA-Z]+)((?:\s[^<>]*)?)>/g, (tag: string, element: string, rest: string) => {
    const names = attributes[element.toLowerCase()]
    if (!names || rest === '') return tag
    const changed = rest.replace(
      /(\s)([a-zA-Z-]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)/g,
      (whole: string, space: string, name: string, sign: string, value: string) => {
        if (!names.includes(name.toLowerCase())) return whole
        const quote = value[0] === '"' || value[0] === "'" ? value[0] : ''
        const address = quote ? value.slice(1, -1) : value
        if (!address.startsWith('/') || address.startsWith('//')) return whole
        return `${space}${name}${sign}${quote}${prefix}${address}${quote}`
      },
    )
    return `<${element}${changed}>`
  })
}
