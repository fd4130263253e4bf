/** What is wrong with the shape of a dependency file, line by line, told while it is typed and without a network. Pure. */
import { gemfileRemarks } from './gemfile.ts'
import { goModRemarks } from './go-mod.ts'
import { composerRemarks, packageRemarks } from './json-files.ts'
import { requirementsRemarks } from './requirements.ts'

/** Something to mend in a line. */
export interface Remark {
  /** From 1. */
  line: number
  /** What is wrong, one sentence. */
  message: string
  /** What to write instead. */
  hint?: string
}

/** In the order of the lines. Empty for files that are not known here, and for what is right as far as can be seen. */
export function remarksOn(fileName: string, text: string): Remark[] {
  if (text.trim() === '') return []
  return (readers[fileName]?.(text) ?? []).sort((a, b) => a.line - b.line)
}

const readers: Record<string, (text: string) => Remark[]> = {
  'requirements.txt': requirementsRemarks,
  'package.json': packageRemarks,
  'composer.json': composerRemarks,
  Gemfile: gemfileRemarks,
  'go.mod': goModRemarks,
}
