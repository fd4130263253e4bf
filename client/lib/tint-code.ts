/** Colours a few lines of code where a whole editor would be too much: comments, texts, numbers, key words. Pure. */
export interface TintedPiece {
  text: string
  tint?: 'comment' | 'string' | 'number' | 'keyword'
}

const hashComments = new Set(['python', 'ruby', 'shell', 'yaml', 'plaintext'])
const keywords =
  /^(?:and|as|async|await|break|case|catch|class|const|continue|def|default|do|elif|else|end|except|export|exports|false|False|finally|fn|for|from|func|function|if|import|in|interface|is|lambda|let|module|new|nil|None|not|null|or|package|private|public|raise|require|return|self|static|struct|switch|this|throw|true|True|try|type|undefined|using|var|void|while|with|yield)$/

/** The code in pieces; put together again they are the code. */
export function tintCode(code: string, language: string): TintedPiece[] {
  const comment = hashComments.has(language) ? '#[^\\n]*' : '//[^\\n]*|/\\*[\\s\\S]*?\\*/'
  const pattern = new RegExp(
    [
      `(?<comment>${comment})`,
      `(?<string>"""[\\s\\S]*?"""|'''[\\s\\S]*?'''|"(?:[^"\\\\\\n]|\\\\.)*"|'(?:[^'\\\\\\n]|\\\\.)*'|\`(?:[^\`\\\\]|\\\\.)*\`)`,
      '(?<word>[A-Za-z_$][\\w$]*)',
      '(?<number>\\d[\\w.]*)',
    ].join('|'),
    'g',
  )
  const pieces: TintedPiece[] = []
  const add = (text: string, tint?: TintedPiece['tint']) => {
    const last = pieces.at(-1)
    if (last && last.tint === tint) last.text += text
    else if (text !== '') pieces.push(tint ? { text, tint } : { text })
  }
  let at = 0
  for (const match of code.matchAll(pattern)) {
    add(code.slice(at, match.index))
    at = match.index + match[0].length
    add(match[0], tintOf(match.groups ?? {}))
  }
  add(code.slice(at))
  return pieces
}

function tintOf({ comment, string, number, word }: Record<string, string | undefined>): TintedPiece['tint'] {
  if (comment !== undefined) return 'comment'
  if (string !== undefined) return 'string'
  if (number !== undefined) return 'number'
  return word !== undefined && keywords.test(word) ? 'keyword' : undefined
}
