import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { stopOnSignals } from './stop-on-signals.ts'

function given() {
  const process = new EventEmitter()
  const logged: unknown[] = []
  const note = (...words: unknown[]) => void logged.push(words.at(-1))
  let end: () => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  let closings = 0
  const exited = new Promise<number>((resolve) => {
    const close = () => {
      closings++
      return new Promise<void>((ended, failed) => ([end, fail] = [ended, failed]))
    }
    stopOnSignals(close, {
      process: Object.assign(process, { exit: resolve }),
      log: { error: note, fatal: note },
      longestStopMs: 60_000,
    })
  })
  return {
    process,
    logged,
    exited,
    end: () => end(),
    fail: (error: Error) => fail(error),
    closings: () => closings,
  }
}

test.each(['SIGTERM', 'SIGINT'])(
  '%s stops in order, and the exit code says that all is well',
  async (signal) => {
    const { process, exited, end, closings } = given()
    process.emit(signal)
    expect(closings()).toBe(1)
    end()
    expect(await exited).toBe(0)
  },
)

test('a second signal does not wait for the first to be done', async () => {
  const { process, exited, closings } = given()
  process.emit('SIGTERM')
  process.emit('SIGTERM')
  expect(await exited).toBe(1)
  expect(closings()).toBe(1)
})

test.each(['uncaughtException', 'unhandledRejection'])(
  '%s is logged, and ends the process in order with a code that has it started again',
  async (mistake) => {
    const { process, exited, end, logged } = given()
    process.emit(mistake, new Error('ours'))
    end()
    expect(await exited).toBe(1)
    expect(logged).toEqual([mistake])
  },
)

test('what cannot be stopped ends all the same', async () => {
  const { process, exited, fail, logged } = given()
  process.emit('SIGTERM')
  fail(new Error('the disk is gone'))
  expect(await exited).toBe(1)
  expect(logged).toEqual(['stopping failed'])
})
