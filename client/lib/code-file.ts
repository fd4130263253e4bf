/** A file from somebody's disk as the code of a function: what it is, told by its bytes and its name. */
import type { FunctionContentType } from '#contract/functions.ts'

export interface CodeFile {
  name: string
  /** Bytes of the file. */
  size: number
  /** Text as it is, anything else in base64. */
  code: string
  contentType: FunctionContentType
}

/** Base64 makes three bytes four, and what is stored has to fit into a ConfigMap. */
export const mostFileBytes = 740_000

/** Suffixes that `tar xf` understands, as the kubeless CLI knows them. */
const tarSuffix = /\.(tar\.gz|taz|tgz|tar\.bz2|tb2|tbz|tbz2|tz2|tar\.xz|txz)$/i

export async function readCodeFile(file: File): Promise<CodeFile> {
  if (file.size > mostFileBytes)
    throw new Error(
      `${file.name} has ${sizeWords(file.size)}; at most ${sizeWords(mostFileBytes)} can be stored. Leave packages out and name them as dependencies.`,
    )
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (bytes.length === 0) throw new Error(`${file.name} is empty.`)
  return codeFileOf(file.name, bytes)
}

/** What a file of this name with these bytes is. */
export function codeFileOf(name: string, bytes: Uint8Array): CodeFile {
  const file = { name, size: bytes.length }
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)
  if (isZip && /\.zip$/i.test(name)) return { ...file, code: base64Of(bytes), contentType: 'base64+zip' }
  if (tarSuffix.test(name)) return { ...file, code: base64Of(bytes), contentType: 'base64+compressedtar' }
  const text = textOf(bytes)
  if (text === undefined) return { ...file, code: base64Of(bytes), contentType: 'base64' }
  return { ...file, code: text, contentType: 'text' }
}

/** The bytes that a function's code stands for; undefined for an address. */
export function bytesOfCode(code: string, contentType: string): Uint8Array | undefined {
  if (contentType.includes('base64'))
    return Uint8Array.from(atob(code.replace(/\s/g, '')), (letter) => letter.charCodeAt(0))
  return contentType.includes('url') ? undefined : new TextEncoder().encode(code)
}

/** How many bytes they are, without decoding them; undefined for an address. */
export function sizeOfCode(code: string, contentType: string): number | undefined {
  if (contentType.includes('base64')) {
    const letters = code.replace(/[\s=]/g, '').length
    return Math.floor((letters * 3) / 4)
  }
  return contentType.includes('url') ? undefined : new TextEncoder().encode(code).length
}

/** What to call the file when it is saved. */
export function downloadName(name: string, contentType: string, fileName: string): string {
  if (contentType.includes('zip')) return `${name}.zip`
  if (contentType.includes('compressedtar')) return `${name}.tar.gz`
  return fileName || name
}

/** e.g. `1.2 KB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const inKilo = bytes / 1000
  return inKilo < 1000 ? `${inKilo.toFixed(inKilo < 10 ? 1 : 0)} KB` : `${(inKilo / 1000).toFixed(1)} MB`
}

function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function base64Of(bytes: Uint8Array): string {
  let letters = ''
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000)
    letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(letters)
}
