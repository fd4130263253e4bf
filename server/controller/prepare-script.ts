/**
 * The shell command that brings the code into a pod whose provision image is of upstream's kind (curl,
 * base64, sha256sum, unzip, tar): Kubeless reference §1.3. Every value in it has been checked or is quoted.
 */
import type { ReadFunction } from './read-function.ts'
import { installVolume, sourceFolder } from './mounts.ts'

export function prepareScript(fn: ReadFunction): string {
  const { file, steps } = decoded(fn)
  return [...steps, ...compared(fn, file), unpacked(fn, file), ...dependencyFile(fn)].join(' && ')
}

/** One word of a shell command, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function decoded({ contentType, code, codeKey }: ReadFunction): { file: string; steps: string[] } {
  const source = `${sourceFolder}/${codeKey}`
  if (contentType.includes('base64')) {
    const file = '/tmp/func.decoded'
    return { file, steps: [`base64 -d < ${source} > ${file}`] }
  }
  if (contentType.includes('url')) {
    const file = '/tmp/func.fromurl'
    // Fails on an error page: upstream takes it for the code.
    return { file, steps: [`curl -fsSL --output ${file} -- ${shellWord(code.trim())}`] }
  }
  return { file: source, steps: [] }
}

function compared({ checksum }: ReadFunction, file: string): string[] {
  if (checksum === '') return []
  const list = '/tmp/func.sha256'
  return [`echo '${checksum.slice('sha256:'.length)}  ${file}' > ${list}`, `sha256sum -c ${list}`]
}

function unpacked({ contentType, codeKey }: ReadFunction, file: string): string {
  if (contentType.includes('zip')) return `unzip -o ${file} -d ${installVolume}`
  if (contentType.includes('compressedtar')) return `tar xf ${file} -C ${installVolume}`
  return `cp ${file} ${installVolume}/${codeKey}`
}

/** An archive may bring its own; upstream then overwrites it with nothing. */
function dependencyFile({ contentType, isArchive, depsFile, deps }: ReadFunction): string[] {
  const isInArchive = contentType.includes('deps') || (isArchive && deps === '')
  return depsFile === '' || isInArchive ? [] : [`cp ${sourceFolder}/${depsFile} ${installVolume}`]
}
