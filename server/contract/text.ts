/** What text is made of: questions every rule about text asks. Pure, without Node or DOM. */

/** How many bytes a text has in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    // Each half of a pair counts two of its four bytes.
    else bytes += unit >= 0xd800 && unit <= 0xdfff ? 2 : 3
  }
  return bytes
}

/** Whether it can be stored as UTF-8 and read back the same, and by programs written in C. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text)
}

/** The number of the line, from 1, in which the first character stands that is not text. */
export function lineOfBadCharacter(text: string): number {
  const at = text.search(/\0|\p{Surrogate}/u)
  return text.slice(0, Math.max(at, 0)).split('\n').length
}
