/** The page and its parts, as they were built. */
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
    etag: true,
    setHeaders: (response, path) =>
      response.setHeader(
        'Cache-Control',
        path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  })
  return (request, response, next) => {
    // Parts of files are of no use to a page, and a range that is none would be an error.
    delete request.headers.range
    serve(request, response, () => {
      if (!isPage(request.path)) return next()
      request.url = '/'
      serve(request, response, next)
    })
  }
}

/** Only names of functions have dots, and they stand in one place. */
function isPage(path: string): boolean {
  if (/^\/(api|assets|metrics)(\/|$)/i.test(path)) return false
  return path.startsWith('/namespaces/') || !path.includes('.')
}
