/** `go.mod`: obvious slips. */
import type { Remark } from './remarks.ts'

const directives = new Set(
  'module go toolchain godebug require exclude replace retract tool ignore'.split(' '),
)

export function goModRemarks(text: string): Remark[] {
  const remarks: Remark[] = []
  let block: { directive: string; line: number } | undefined
  let hasModule = false
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1
    const content = raw.replace(/\/\/.*$/, '').trim()
    if (content === '') continue
    if (block && content === ')') block = undefined
    else if (block)
      remarks.push(...wrongWithEntry(block.directive, content).map((wrong) => ({ line, ...wrong })))
    else {
      const [directive = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(content)?.slice(1) ?? []
      if (directive === 'module') hasModule = true
      if (/^\($/.test(rest)) block = { directive, line }
      else remarks.push(...wrongWithLine(directive, rest, content).map((wrong) => ({ line, ...wrong })))
    }
  }
  if (block)
    remarks.push({
      line: block.line,
      message: 'This bracket is never closed.',
      hint: 'Add ) on a line of its own.',
    })
  if (!hasModule)
    remarks.push({
      line: 1,
      message: 'It does not say which module it is, so what stands in it is not used.',
      hint: 'Begin with module function.',
    })
  return remarks
}

type Wrong = Omit<Remark, 'line'>

function wrongWithLine(directive: string, rest: string, content: string): Wrong[] {
  if (directives.has(directive)) return wrongWithEntry(directive, rest)
  const got = /^go\s+get\s+(\S+)/.exec(content)?.[1]
  const path = got ?? /^(?:import\s+)?"?([\w.-]+\.[\w.-]+\/[^"\s@]+)/.exec(content)?.[1]
  return path === undefined
    ? [{ message: `go.mod has no ${JSON.stringify(directive.slice(0, 40))}.` }]
    : [
        {
          message: 'A module is asked for with require.',
          hint: `Write require ${path} v1.2.3, with its version.`,
        },
      ]
}

function wrongWithEntry(directive: string, entry: string): Wrong[] {
  if (directive === 'go') {
    if (/^get\b/.test(entry))
      return [
        {
          message: 'go get is a command for a terminal.',
          hint: `Write require ${entry.slice(4).split('@')[0]} v1.2.3, with its version.`,
        },
      ]
    return /^\d+\.\d+(?:\.\d+)?(?:rc\d+)?$/.test(entry)
      ? []
      : [{ message: 'Behind go stands a version.', hint: 'Write e.g. go 1.22.' }]
  }
  if (directive !== 'require') return []
  const [path = '', version] = entry.split(/\s+|@/)
  if (version === undefined) return [{ message: `${path} needs a version.`, hint: `Write ${path} v1.2.3.` }]
  if (/^v\d+\.\d+\.\d+/.test(version)) return []
  const number = /^\d+\.\d+\.\d+/.test(version) ? `v${version}` : 'v1.2.3'
  return [
    {
      message: `A version is v and three numbers, which ${version} is not.`,
      hint: `Write ${path} ${number}.`,
    },
  ]
}
