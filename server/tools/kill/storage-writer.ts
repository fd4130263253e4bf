/**
 * The program that is killed: writes to a storage without end, and says on stdout what it asks for
 * (`ask <version> <key>=<content>...`, content empty when deleted) and what was acknowledged (`ack <version>`).
 * Arguments: the folder, a seed.
 */
import { writeSync } from 'node:fs'
import { openStorage } from '../../embedded-cluster/api/storage/storage.ts'
import { randomFrom } from './kill-rounds.ts'

const [folder = '', seed = '1'] = process.argv.slice(2)
const random = randomFrom(Number(seed))
const writers = 8
const keysEach = 6
/** Small, so that many rounds die in the middle of a compaction. */
const compactBytes = 64 * 1024

say('opening')
const storage = await openStorage(folder, { log: (message) => say(`log ${message}`), compactBytes })
let version = storage.resourceVersion
say(`opened ${version}`)
await Promise.all(Array.from({ length: writers }, (_, writer) => writeWithoutEnd(writer)))

/** A writer has keys of its own and waits for each answer, so a key has never two writes under way. */
async function writeWithoutEnd(writer: number): Promise<never> {
  for (;;) {
    const mine = ++version
    const count = random() < 0.2 ? 1 + Math.floor(random() * keysEach) : 1
    const first = Math.floor(random() * keysEach)
    const changes = Array.from({ length: count }, (_, index) => {
      const key = `/configmaps/default/w${writer}-${(first + index) % keysEach}`
      return { key, content: storage.objects.has(key) && random() < 0.3 ? '' : `v${mine}` }
    })
    say(`ask ${mine} ${changes.map(({ key, content }) => `${key}=${content}`).join(' ')}`)
    await storage.write(
      changes.map(({ key, content }) => ({ key, object: content ? objectWith(key, content) : undefined })),
      mine,
    )
    say(`ack ${mine}`)
  }
}

function objectWith(key: string, content: string) {
  const name = key.split('/').at(-1) ?? key
  const filling = 'é'.repeat(Math.floor(random() ** 3 * 8000))
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { content, filling } }
}

/** `process.stdout` would keep back what a slow reader has no room for, and take it along when killed; this waits. */
function say(line: string): void {
  writeSync(1, `${line}\n`)
}
