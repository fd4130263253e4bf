import type { ClientRequest, IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream'

/**
 * Sends a request's body on to a server behind a Unix socket; whoever goes away takes the other along.
 *
 * A body of known length is over with its last byte, so its request is not ended: Node's `end` writes nothing once more,
 * and on a Unix socket even that is a broken pipe (EPIPE) when the server has answered and closed by then. The answer
 * would be lost, and the call be taken for one that nobody read. The connection goes with the end of the answer.
 */
export function sendBody(request: IncomingMessage, sent: ClientRequest): void {
  if (!(Number(request.headers['content-length']) > 0)) return void pipeline(request, sent, () => undefined)
  request.pipe(sent, { end: false })
  request.once('close', () => {
    if (!request.complete) sent.destroy()
  })
}
