/** What each language takes for JSON, as far as it is more than JSON is: a text that one of them parses is not called wrong. */

/** Whether that language's own parser takes the text. */
export function isJsonFor(language: string, text: string): boolean {
  return isJson(text) || (dialects[language] ?? []).some((read) => isJson(read(text)))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** For each, the text with its liberties taken away. */
const dialects: Readonly<Record<string, ((text: string) => string)[]>> = {
  // Python's json knows the numbers that JSON leaves out.
  python: [outsideStrings(/-?Infinity|NaN/g, '0')],
  // Ruby's json reads over comments.
  ruby: [outsideStrings(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ')],
}

function outsideStrings(pattern: RegExp, replacement: string): (text: string) => string {
  const either = new RegExp(`("(?:[^"\\\\]|\\\\.)*")|${pattern.source}`, 'g')
  return (text) => text.replace(either, (_, inString?: string) => inString ?? replacement)
}
