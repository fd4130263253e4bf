/** The page and its parts, as they were built. */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RequestHandler } from 'express'
import sirv from 'sirv'

/**
 * Serves a folder: files with a hash in their name for ever, the page itself never without asking. Every address
 * that could be one of the page's own is answered with the page; a file that is not there is not.
 */
export function servePages(folder: string): RequestHandler {
  const serve = sirv(folder, {
    brotli: true,
    gzip: true,
    setHeaders: (response, path) =>
      response.setHeader(
        'Cache-Control',
        path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  })
  const tags = tagsOf(folder)
  return (request, response, next) => {
    const tag = tags.get(isPage(request.path) ? '/index.html' : request.path)
    if (tag) response.setHeader('ETag', tag)
    if (tag && request.fresh) return void response.status(304).setHeader('Cache-Control', 'no-cache').end()
    // Parts of files are of no use to a page, and a range that is none would be an error.
    delete request.headers.range
    serve(request, response, () => {
      if (!isPage(request.path)) return next()
      request.url = '/'
      serve(request, response, next)
    })
  }
}

/**
 * What each file outside `assets/` holds, in short. Not its time: an image may give one to all files, and the pages of
 * two versions differ only in a hash, so they are of one length too.
 */
function tagsOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
  const digestOf = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('base64url')
  return new Map(files.map(({ name }) => [`/${name}`, `W/"${digestOf(name)}"`]))
}

/** Only names of functions have dots, and they stand in one place. */
function isPage(path: string): boolean {
  if (/^\/(api|assets|metrics)(\/|$)/i.test(path)) return false
  return path.startsWith('/namespaces/') || !path.includes('.')
}
