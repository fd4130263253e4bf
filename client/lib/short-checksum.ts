/** How a version is called on the page: the first seven digits of its checksum. */
export function shortChecksum(checksum: string): string {
  return checksum.replace(/^sha256:/, '').slice(0, 7)
}
