/** `Gemfile`: Ruby, so only obvious slips. */
import type { Remark } from './remarks.ts'

export function gemfileRemarks(text: string): Remark[] {
  const lines = text
    .split(/\r?\n/)
    .map((raw, index) => ({ line: index + 1, content: raw.replace(/(^|\s)#.*$/, '').trim() }))
  const remarks = lines.flatMap(({ line, content }) => {
    const found = content === '' ? undefined : wrongWith(content)
    return found ? [{ line, ...found }] : []
  })
  const firstGem = lines.find(({ content }) => /^gem\b/.test(content))
  const hasSource = lines.some(({ content }) =>
    /^(?:source|gemspec|git|path|eval_gemfile|instance_eval)\b|\b(?:git|github|path|source):/.test(content),
  )
  if (firstGem && !hasSource && remarks.length === 0)
    remarks.push({
      line: firstGem.line,
      message: 'It names no source, so nothing can be downloaded.',
      hint: "Begin with source 'https://rubygems.org'.",
    })
  return remarks
}

function wrongWith(content: string): Omit<Remark, 'line'> | undefined {
  const install = /^gem install\s+([\w-]+)/.exec(content)?.[1]
  if (install !== undefined)
    return { message: 'This is a command for a terminal.', hint: `Write gem '${install}'.` }
  const required = /^require\s*\(?\s*['"]([\w-]+)/.exec(content)?.[1]
  if (required !== undefined)
    return { message: 'A require belongs into the code.', hint: `Write gem '${required}'.` }
  const bare =
    /^gem\s+([\w-]+)\s*(?:,|$)/.exec(content)?.[1] ?? /^([a-z][\w-]*)(?:\s+v?[\d.]+)?$/.exec(content)?.[1]
  if (bare !== undefined && !words.has(bare))
    return { message: `The name of a gem stands in quotes, after gem.`, hint: `Write gem '${bare}'.` }
  if (!/^(?:gem|source|ruby)\b/.test(content)) return undefined
  const plain = content.replace(/'[^']*'|"[^"]*"/g, "''")
  if (/["']/.test(plain.replaceAll("''", ''))) return { message: 'A quote is not closed.' }
  return /''\s*''/.test(plain) ? { message: 'A comma is missing between name and version.' } : undefined
}

/** Words that stand alone on a line of a Gemfile. */
const words = new Set(['end', 'gemspec', 'else', 'begin', 'ensure'])
