// What shims.test.ts asks of every language; `?do=` says what.
const { existsSync } = require('node:fs')

let calls = 0

exports.answer = async (event, context) => {
  calls++
  const { request, response } = event.extensions
  switch (request.query.do ?? 'echo') {
    case 'echo':
      return event.data
    case 'fields':
      return {
        id: event['event-id'],
        type: event['event-type'],
        time: event['event-time'],
        namespace: event['event-namespace'],
        function: context['function-name'],
        timeout: String(context.timeout),
        runtime: context.runtime,
        memory: context['memory-limit'],
      }
    case 'request':
      return `${request.method} ${request.path} ${request.query.name}`
    case 'term':
      return event.data.term
    case 'json':
      return { list: [1, 2.5, true, null], name: 'Zoë 🚲' }
    case 'binary':
      return Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    case 'large':
      return 'ä'.repeat(5 * 1024 * 1024)
    case 'nothing':
      return undefined
    case 'teapot':
      response.status(418).set('X-Kind', 'tea')
      return 'short and stout'
    case 'raise':
      return deeper()
    case 'exit':
      return process.exit(3)
    case 'loop':
      for (;;);
    case 'sleep':
      return new Promise(() => {})
    case 'pause':
      await new Promise((resolve) => setTimeout(resolve, 300))
      return 'rested'
    case 'wait':
      console.log('waiting')
      while (!existsSync(`${process.env.KUBELESS_INSTALL_VOLUME}/go`))
        await new Promise((resolve) => setTimeout(resolve, 10))
      return 'let go'
    case 'print':
      console.log('one', 'line')
      console.log('and another')
      return 'printed'
    case 'flood':
      for (let count = 0; count < 20_000; count++) console.log('x'.repeat(99))
      console.log('the end')
      return 'flooded'
    case 'count':
      return calls
    case 'throw later':
      return new Promise(() =>
        setTimeout(() => {
          throw new Error('late')
        }),
      )
    case 'reject later':
      Promise.reject(new Error('nobody awaits this'))
      return new Promise(() => {})
    case 'parts': {
      const chunks = []
      for await (const chunk of request) chunks.push(chunk)
      return Buffer.concat(chunks)
    }
    case 'send':
      return void response.status(201).type('text').send('sent')
    case 'stream':
      response.setHeader('content-type', 'text/csv')
      response.write('a,b\n')
      setTimeout(() => response.end('1,2\n'), 10)
      return undefined
  }
}

function deeper() {
  throw new RangeError('wanted')
}
