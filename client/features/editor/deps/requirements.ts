/** `requirements.txt`, as pip reads it (PEP 508 and pip's own options). */
import type { Remark } from './remarks.ts'

export function requirementsRemarks(text: string): Remark[] {
  return logicalLines(text).flatMap(({ line, content }) => {
    const found = wrongWith(content)
    return found ? [{ line, ...found }] : []
  })
}

type Wrong = Omit<Remark, 'line'>

/** Lines as pip joins them, without their comments. */
function logicalLines(text: string): { line: number; content: string }[] {
  const lines: { line: number; content: string }[] = []
  let open: { line: number; content: string } | undefined
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const content = raw.replace(/(^|\s)#.*$/, '$1')
    const joined = { line: open?.line ?? index + 1, content: `${open?.content ?? ''}${content}` }
    open = joined.content.endsWith('\\') ? { ...joined, content: joined.content.slice(0, -1) } : undefined
    if (!open) lines.push(joined)
  }
  if (open) lines.push(open)
  return lines
    .map(({ line, content }) => ({ line, content: content.trim() }))
    .filter(({ content }) => content !== '')
}

const name = '[A-Za-z0-9](?:[\\w.-]*[A-Za-z0-9])?'
const extras = '(?:\\s*\\[[\\w\\s.,-]*\\])?'
const clause = '(?:===|==|~=|!=|<=|>=|<|>)\\s*[\\w.!+*-]+'
const clauses = `${clause}(?:\\s*,\\s*${clause})*,?`
const versions = `(?:\\s*(?:${clauses}|\\(\\s*${clauses}\\s*\\)))?`
const marker = '(?:\\s*;.*)?'
const hashes = '(?:\\s+--(?:hash|config-settings|global-option)[=\\s]\\S+)*'
const requirement = new RegExp(`^${name}${extras}${versions}${marker}${hashes}$`)
const byAddress = new RegExp(`^${name}${extras}\\s*@\\s*\\S*[:/]\\S*${marker}`)
/** Addresses, version control, files and folders. */
const place =
  /^(?:(?:git|hg|svn|bzr)\+\S+|[a-z][\w+.-]*:\/\/\S+|file:\S+|\.{0,2}\/\S*|\S+\.(?:whl|zip|tar\.gz|tgz))/i
const options = new Set(
  (
    '-r --requirement -c --constraint -e --editable -i --index-url --pypi-url --extra-index-url --no-index -f --find-links ' +
    '--no-binary --only-binary --prefer-binary --require-hashes --pre --trusted-host --use-feature --hash --config-settings --global-option'
  ).split(' '),
)

function wrongWith(content: string): Wrong | undefined {
  if (content.startsWith('-')) return wrongWithOption(content)
  if (place.test(content) || byAddress.test(content)) return undefined
  if (requirement.test(content)) return wrongWithName(new RegExp(`^${name}`).exec(content)?.[0] ?? '')
  return wrongForm(content)
}

function wrongWithOption(content: string): Wrong | undefined {
  const option = /^(?:--[\w-]+|-\w)/.exec(content)?.[0] ?? content
  return options.has(option) ? undefined : { message: `pip knows no option ${option} in this file.` }
}

/** Names under which something is imported, and is not installed. */
const packageOf: Record<string, string> = {
  cv2: 'opencv-python',
  dateutil: 'python-dateutil',
  mysqldb: 'mysqlclient',
  pil: 'Pillow',
  sklearn: 'scikit-learn',
  yaml: 'PyYAML',
}
const ofPython = new Set(
  (
    'base64 collections csv datetime functools hashlib io itertools json logging math os random re shutil socket sqlite3 ssl ' +
    'string subprocess sys tempfile threading time traceback unittest urllib'
  ).split(' '),
)

function wrongWithName(wanted: string): Wrong | undefined {
  const plain = wanted.toLowerCase()
  if (ofPython.has(plain))
    return { message: `${wanted} comes with Python, it is not installed.`, hint: 'Take the line out.' }
  const known = packageOf[plain]
  return known === undefined
    ? undefined
    : { message: `What is imported as ${wanted} is installed as ${known}.`, hint: `Write ${known}.` }
}

/** What was meant, where it is a slip that people make. */
function wrongForm(content: string): Wrong {
  const install = /^(?:python3? -m )?pip3? install\s+(.+)$/.exec(content)?.[1]
  if (install !== undefined)
    return { message: 'Only the names stand here, one a line.', hint: `Write ${install}.` }
  const imported = /^(?:import|from)\s+([A-Za-z_]\w*)/.exec(content)?.[1]
  if (imported !== undefined)
    return {
      message: 'An import belongs into the code.',
      hint: `Write ${packageOf[imported.toLowerCase()] ?? imported}.`,
    }
  const quoted = /^["']?([\w.-]+)["']?\s*[=:]\s*["']([^"']*)["'],?$/.exec(content)
  if (quoted)
    return {
      message: 'This is how other files name a package.',
      hint: `Write ${pinned(quoted[1] ?? '', quoted[2] ?? '')}.`,
    }
  const spaced = /^([\w.-]+(?:\[[^\]]*\])?)(?:\s*=\s*|\s+|@)v?(\d[\w.*]*)$/.exec(content)
  if (spaced)
    return { message: 'Between name and version stands ==.', hint: `Write ${spaced[1]}==${spaced[2]}.` }
  const several = content.split(/[\s,]+/).filter(Boolean)
  if (several.length > 1 && several.every((part) => requirement.test(part)))
    return { message: 'Each package stands on a line of its own.' }
  if (/[\^~](?!=)/.test(content))
    return {
      message: 'pip has no ^ and no bare ~.',
      hint: 'Write e.g. >=2,<3, or ~=2.1 for 2.1 and later 2.x.',
    }
  return {
    message: `pip cannot read ${JSON.stringify(shortened(content))}.`,
    hint: 'Write e.g. requests==2.32.3.',
  }
}

/** e.g. `requests>=2` for Poetry's `^2`. */
function pinned(wanted: string, version: string): string {
  const number = /\d[\w.]*/.exec(version)?.[0]
  if (number === undefined) return wanted
  return `${wanted}${/^[\^~>]/.test(version) ? '>=' : '=='}${number}`
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
