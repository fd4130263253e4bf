// How the server and its workers speak: a JSON head and a body of bytes, each behind its length.

export function send(stream, head, body = Buffer.alloc(0)) {
  const encoded = Buffer.from(JSON.stringify(head))
  const lengths = Buffer.alloc(8)
  lengths.writeUInt32BE(encoded.length, 0)
  lengths.writeUInt32BE(body.length, 4)
  stream.write(
    body.length < 65536 ? Buffer.concat([lengths, encoded, body]) : Buffer.concat([lengths, encoded]),
  )
  if (body.length >= 65536) stream.write(body)
}

/** Calls `onMessage(head, body)` for every whole message that comes. */
export function receive(stream, onMessage) {
  let chunks = []
  let have = 0
  let wanted = 8
  stream.on('data', (chunk) => {
    chunks.push(chunk)
    have += chunk.length
    while (have >= wanted) {
      const data = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, have)
      chunks = [data]
      const headEnd = 8 + data.readUInt32BE(0)
      wanted = headEnd + data.readUInt32BE(4)
      if (have < wanted) return
      const head = JSON.parse(data.toString('utf8', 8, headEnd))
      const body = data.subarray(headEnd, wanted)
      chunks = [data.subarray(wanted)]
      have -= wanted
      wanted = 8
      onMessage(head, body)
    }
  })
}
