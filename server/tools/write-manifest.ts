/** Brings the generated parts of k8s.yaml up to date: `npx tsx server/tools/write-manifest.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { version } from '../version.ts'
import { withGeneratedParts } from './manifest.ts'

const file = join(import.meta.dirname, '..', '..', 'k8s.yaml')
const text = withGeneratedParts(readFileSync(file, 'utf8'), version)
writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }))
