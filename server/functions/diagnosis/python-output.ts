/** Python's tracebacks: the user's own frame, and what to do about the usual ones. */
import type { SourceLocation } from '../../contract/functions.ts'
import { baseName, fileIn, sentence } from './diagnosis.ts'
import type { DiagnosedFunction, Diagnosis } from './diagnosis.ts'

/** Packages whose name in `requirements.txt` is not the one they are imported by. */
const packageOf: Record<string, string> = {
  attr: 'attrs',
  bs4: 'beautifulsoup4',
  cv2: 'opencv-python',
  dateutil: 'python-dateutil',
  dotenv: 'python-dotenv',
  jwt: 'PyJWT',
  MySQLdb: 'mysqlclient',
  PIL: 'Pillow',
  psycopg2: 'psycopg2-binary',
  serial: 'pyserial',
  sklearn: 'scikit-learn',
  yaml: 'PyYAML',
}

const frame = /^\s*File "([^"]+)", line (\d+)(, in .+)?$/
const raised = /^([A-Za-z_][\w.]*)(?:: (.*))?$/
const isSyntax = /^(SyntaxError|IndentationError|TabError)$/
/** Node has errors of the same names, above frames that Python never prints. */
const isOfNode = /^\s+at \S.*:\d+\)?$/m

/** Undefined when there is no traceback in it. */
export function readPythonOutput(output: string, of: DiagnosedFunction): Diagnosis | undefined {
  if (isOfNode.test(output) && !output.includes('Traceback')) return undefined
  const lines = output.split(/\r?\n/)
  const frames: SourceLocation[] = []
  let kind = ''
  let message = ''
  for (const line of lines) {
    const [, path, number, within] = frame.exec(line) ?? []
    if (path !== undefined) {
      // A chain of exceptions: the last one is what ended it.
      if (kind !== '') frames.length = 0
      kind = ''
      if (isUsers(path, of.module) || within === undefined)
        frames.push({ file: fileIn(path), line: Number(number) })
      continue
    }
    const [, name, text] =
      (frames.length > 0 || kind !== '' || line.includes('Error') ? raised.exec(line) : null) ?? []
    // A bare Error is Node's: Python's have names of their own, or their module's before it.
    if (
      name !== undefined &&
      name !== 'Error' &&
      kind === '' &&
      /(Error|Exception|Exit|Interrupt|Warning)$|\./.test(name)
    ) {
      kind = name
      message = text ?? ''
    }
  }
  if (kind === '') return undefined
  return said(kind, message, frames.at(-1), of)
}

function said(
  kind: string,
  message: string,
  location: SourceLocation | undefined,
  of: DiagnosedFunction,
): Diagnosis {
  const where = location ? `${location.file}, line ${location.line}` : ''
  if (isSyntax.test(kind))
    return {
      reason: sentence(
        `Syntax error${where && ` in ${where}`}: ${message.replace(/ \([^()]+, line \d+\)$/, '')}`,
      ),
      hint: 'Correct that line, or the one before it, and deploy again.',
      location,
    }
  const missing = /No module named '([^']+)'/.exec(message)?.[1]
  if (missing !== undefined) return ofMissingModule(missing, location, where, of)
  const attribute = /module '([^']+)' has no attribute '([^']+)'/.exec(message)
  if (attribute?.[1] === of.module && attribute[2] === of.entry)
    return {
      reason: `${of.module}.py has no function ${of.entry}.`,
      hint: `Write def ${of.entry}(event, context): in it, or change the handler.`,
      subject: { type: 'handler' },
    }
  return { reason: sentence(`${kind}${where && ` in ${where}`}${message && `: ${message}`}`), location }
}

function ofMissingModule(
  name: string,
  location: SourceLocation | undefined,
  where: string,
  of: DiagnosedFunction,
): Diagnosis {
  const top = name.split('.')[0] ?? name
  if (top === of.module)
    return {
      reason: `There is no file ${of.module}.py to load the handler ${of.module}.${of.entry} from.`,
      hint: 'Change the handler so that it begins with the name of the file.',
      subject: { type: 'handler' },
    }
  const wanted = packageOf[top] ?? top
  return {
    reason: `The module ${name} is not installed${where && ` (${where})`}.`,
    hint: `Add ${wanted} to ${of.depsFileName || 'requirements.txt'} and deploy again.`,
    subject: { type: 'package', name: wanted },
    location,
  }
}

/** Whether a file is the user's, not the runtime's or a package's. */
function isUsers(path: string, module: string): boolean {
  if (baseName(path) === `${module}.py`) return true
  return !/^<|site-packages|dist-packages|\.packages\/|\/lib\/python|_kubeless\.py$|shim\.py$|kubeless\.py$/.test(
    path,
  )
}
