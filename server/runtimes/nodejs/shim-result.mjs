// What a function returns, as an answer: text and bytes as they are, nothing for undefined, JSON for the rest.

export async function encode(result, response) {
  if (response.writableEnded || (result === undefined && response.headersSent)) {
    // The function sends, or has sent, the answer itself.
    await response.sent
    return answer(response, Buffer.concat(response.chunks))
  }
  if (isStream(result)) return answer(response, await read(result))
  const { content, kind } = contentOf(result)
  if (kind && !response.hasHeader('content-type')) response.setHeader('content-type', kind)
  return answer(response, content)
}

function contentOf(result) {
  if (result === undefined) return { content: Buffer.alloc(0) }
  if (ArrayBuffer.isView(result))
    return { content: Buffer.from(result.buffer, result.byteOffset, result.byteLength) }
  if (result instanceof ArrayBuffer) return { content: Buffer.from(result) }
  if (result === null) return { content: Buffer.from('null'), kind: 'application/json; charset=utf-8' }
  if (typeof result === 'object')
    return { content: Buffer.from(JSON.stringify(result) ?? ''), kind: 'application/json; charset=utf-8' }
  return { content: Buffer.from(String(result)) }
}

function answer(response, content) {
  return { status: response.statusCode, headers: [...response.fields], content }
}

function isStream(result) {
  return (
    result !== null &&
    typeof result === 'object' &&
    typeof result.pipe === 'function' &&
    Symbol.asyncIterator in result
  )
}

async function read(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
