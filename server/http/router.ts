import { Router } from 'express'

/** A router that takes an address only as it is written: no other case, no slash at the end. */
export function newRouter(): Router {
  return Router({ caseSensitive: true, strict: true })
}
