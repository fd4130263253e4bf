// The process that the function runs in: loads it, says so, and makes the calls it is given.
import { AsyncLocalStorage } from 'async_hooks'
import { Socket } from 'net'
import { contextOf, eventOf } from './shim-event.mjs'
import { load } from './shim-load.mjs'
import { complain } from './shim-stack.mjs'
import { encode } from './shim-result.mjs'
import { receive, send } from './shim-wire.mjs'

const wire = new Socket({ fd: 3 })
/** Whose error it is, when nobody catches one. */
const current = new AsyncLocalStorage()
const calls = new Map()

wire.on('error', () => process.exit(0))
wire.on('close', () => process.exit(0))
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)

const handler = await load()
receive(wire, (head, body) => {
  if (head.type === 'offer') send(wire, { type: 'taken' })
  if (head.type === 'call') current.run(head.id, () => make(head, body))
})
send(wire, { type: 'loaded' })

async function make(head, body) {
  calls.set(head.id, head)
  const { event, response, problem } = eventOf(head, body)
  let hasBegun = false
  try {
    const result = problem ? undefined : handler(event, contextOf())
    hasBegun = true
    send(wire, { type: 'begun' })
    if (problem) return answer(head.id, 400, problem, 'bad-request')
    const { status, headers, content } = await encode(await result, response)
    if (!calls.delete(head.id)) return
    send(wire, { type: 'answer', id: head.id, status, headers }, content)
  } catch (error) {
    if (!hasBegun) send(wire, { type: 'begun' })
    complain(error)
    answer(head.id, 500, 'Internal Server Error', 'exception')
  }
}

/** An error that nobody caught: that of one call, if it can be told whose it is. */
function fail(error) {
  complain(error)
  const only = calls.size === 1 ? [...calls.keys()][0] : undefined
  answer(current.getStore() ?? only, 500, 'Internal Server Error', 'exception')
  send(wire, { type: 'retire' })
}

function answer(id, status, text, error) {
  if (!calls.delete(id)) return
  const headers = [['content-type', 'text/plain; charset=utf-8']]
  send(wire, { type: 'answer', id, status, headers, error }, Buffer.from(text))
}
