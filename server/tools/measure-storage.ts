/** Prints how fast the storage is on this disk: `node --import tsx server/tools/measure-storage.ts [folder]`. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStorage } from '../embedded-cluster/api/storage/storage.ts'
import type { Storage } from '../embedded-cluster/api/storage/storage.ts'

const objects = 5000
const objectBytes = 4096
const folder = await mkdtemp(join(process.argv[2] ?? tmpdir(), 'kubeless-ui-measure-'))
const options = { log: (message: string) => console.log(message) }
let version = 0

const storage = await openStorage(folder, options)
console.log(`${await perSecond(storage, 1, 300)} writes of 4 KB a second, one after another`)
console.log(`${await perSecond(storage, 50, 5000)} writes of 4 KB a second, 50 at once`)
for (let index = 0; index < objects; index += 50)
  await Promise.all(Array.from({ length: 50 }, (_, offset) => write(storage, index + offset)))
await storage.close()
console.log(`files with ${objects} objects of 4 KB: ${await sizes()}`)
for (let round = 0; round < 3; round++) {
  const startedAt = performance.now()
  const again = await openStorage(folder, options)
  console.log(`open with ${again.objects.size} objects: ${(performance.now() - startedAt).toFixed(0)} ms`)
  await again.close()
}
await rm(folder, { recursive: true })

async function perSecond(storage: Storage, writers: number, writes: number): Promise<number> {
  const startedAt = performance.now()
  let left = writes
  const writeOn = async () => {
    while (left-- > 0) await write(storage, left % 100)
  }
  await Promise.all(Array.from({ length: writers }, writeOn))
  return Math.round((writes / (performance.now() - startedAt)) * 1000)
}

function write(storage: Storage, index: number): Promise<void> {
  const name = `function-${index}`
  const object = {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'Function',
    metadata: { name, namespace: 'default', resourceVersion: String(++version) },
    spec: { function: 'x'.repeat(objectBytes - 180) },
  }
  return storage.write([{ key: `kubeless.io/functions/default/${name}`, object }], version)
}

async function sizes(): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort()
  const lines = await Promise.all(
    names.map(async (name) => `${name} ${((await stat(join(folder, name))).size / 1e6).toFixed(1)} MB`),
  )
  return lines.join(', ')
}
