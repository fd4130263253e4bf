/** Where a text stops being JSON, in words: the browser's own differ from one to the next, and few name the line. */
import type { Remark } from './remarks.ts'

/** The first slip; undefined when it is JSON. */
export function jsonSlip(text: string): Remark | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch {
    const reader = new Reader(text)
    return reader.slip() ?? { line: 1, message: 'It is not JSON.' }
  }
}

const deepest = 100

/** Reads JSON up to its first slip. */
class Reader {
  private at = 0
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  slip(): Remark | undefined {
    const found = this.value(0)
    if (found) return found
    this.skipSpace()
    return this.at < this.text.length
      ? this.remark('There is something after the end.', 'Take it out.')
      : undefined
  }

  private value(depth: number): Remark | undefined {
    this.skipSpace()
    const mark = this.text[this.at]
    if (depth > deepest) return this.remark('It is nested too deep.')
    if (mark === '{') return this.list('}', () => this.member(depth))
    if (mark === '[') return this.list(']', () => this.value(depth + 1))
    if (mark === '"') return this.string()
    if (this.take(/(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y))
      return undefined
    return this.unexpected('a value')
  }

  private list(close: '}' | ']', item: () => Remark | undefined): Remark | undefined {
    const opened = this.at++
    this.skipSpace()
    if (this.text[this.at] === close) return void this.at++
    for (;;) {
      const found = item()
      if (found) return found
      const end = this.at
      this.skipSpace()
      const mark = this.text[this.at]
      if (mark === close) return void this.at++
      if (mark === undefined)
        return this.remark(
          `The ${this.text[opened]} of line ${this.lineAt(opened)} is never closed.`,
          `Add ${close}.`,
          end,
        )
      if (mark !== ',')
        return /["'\w[{-]/.test(mark)
          ? this.remark('A comma is missing at the end of this entry.', undefined, end - 1)
          : this.unexpected(`a comma or ${close}`)
      const comma = this.at++
      this.skipSpace()
      if (this.text[this.at] === close)
        return this.remark('There is a comma after the last entry.', 'Take it out.', comma)
    }
  }

  private member(depth: number): Remark | undefined {
    this.skipSpace()
    if (this.text[this.at] !== '"') return this.unexpected('a name in double quotes')
    const found = this.string()
    if (found) return found
    this.skipSpace()
    if (this.text[this.at] !== ':') return this.remark('A colon is missing after the name.')
    this.at++
    return this.value(depth + 1)
  }

  private string(): Remark | undefined {
    return this.take(/"(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/y)
      ? undefined
      : this.remark('A text in double quotes does not end, or holds what JSON does not take.')
  }

  private unexpected(wanted: string): Remark {
    const rest = this.text.slice(this.at, this.at + 60)
    if (rest === '') return this.remark(`It ends where ${wanted} should stand.`)
    if (/^\/[/*]|^#/.test(rest)) return this.remark('JSON has no comments.', 'Take it out.')
    if (rest.startsWith("'")) return this.remark('Texts stand in double quotes, not in single ones.')
    const word = /^[\w.^~@/-]+/.exec(rest)?.[0]
    if (word !== undefined) return this.remark(`${word} has to stand in double quotes.`, `Write "${word}".`)
    return this.remark(`Where ${rest.charAt(0)} is, ${wanted} should stand.`)
  }

  private remark(message: string, hint?: string, at = this.at): Remark {
    return { line: this.lineAt(at), message, ...(hint !== undefined && { hint }) }
  }

  private lineAt(at: number): number {
    return this.text.slice(0, at).split('\n').length
  }

  private take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found) this.at += found[0].length
    return found !== null
  }

  private skipSpace(): void {
    this.take(/[ \t\r\n]*/y)
  }
}
