// event.extensions: request and response with the names of Express, which upstream's runtime hands over.
import { Readable, Writable } from 'stream'

export class Request extends Readable {
  constructor({ method, url, httpVersion, rawHeaders, ip }, body, response) {
    super({ read() {} })
    this.push(body)
    this.push(null)
    const [path, search = ''] = split(url)
    Object.assign(this, { method, url, originalUrl: url, path, httpVersion, rawHeaders, ip, res: response })
    this.params = {}
    this.baseUrl = ''
    this.headers = headersOf(rawHeaders)
    this.query = valuesOf(search)
    this.body = body.length > 0 ? body : {}
    this.protocol = this.headers['x-forwarded-proto'] || 'http'
    this.secure = this.protocol === 'https'
    this.host = this.headers.host || ''
    this.hostname = this.host.replace(/:\d+$/, '')
    this.xhr = this.headers['x-requested-with'] === 'XMLHttpRequest'
  }

  get(name) {
    return this.headers[name.toLowerCase()]
  }

  header(name) {
    return this.get(name)
  }

  /** Whether the body is of this type: `application/json`, `json`, `multipart`. */
  is(type) {
    const actual = (this.headers['content-type'] || '').split(';')[0].trim().toLowerCase()
    const [kind, name] = actual.split('/')
    return actual !== '' && (type === actual || type === name || type.replace('/*', '') === kind)
      ? actual
      : false
  }
}

export class Response extends Writable {
  constructor() {
    super()
    this.statusCode = 200
    this.fields = new Map()
    this.chunks = []
    this.locals = {}
    /** The function has sent the answer itself. */
    this.isSent = false
    this.sent = new Promise((resolve) => this.on('finish', resolve))
    this.on('finish', () => (this.isSent = true))
    this.on('error', () => {})
  }

  _write(chunk, encoding, done) {
    this.chunks.push(chunk)
    done()
  }

  get headersSent() {
    return this.chunks.length > 0 || this.writableEnded
  }

  get finished() {
    return this.writableEnded
  }

  status(code) {
    this.statusCode = code
    return this
  }

  writeHead(code, ...rest) {
    this.statusCode = code
    return this.set(rest.find((part) => typeof part === 'object') || {})
  }

  set(name, value) {
    if (typeof name === 'object') for (const key of Object.keys(name)) this.setHeader(key, name[key])
    else this.setHeader(name, value)
    return this
  }

  header(name, value) {
    return this.set(name, value)
  }

  setHeader(name, value) {
    const values = (Array.isArray(value) ? value : [value]).map(String)
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || values.some((text) => /[\0\r\n]/.test(text)))
      throw new TypeError(`The header ${name} has a character that no header can have`)
    this.fields.set(name.toLowerCase(), values.length === 1 ? values[0] : values)
    return this
  }

  append(name, value) {
    return this.setHeader(name, [].concat(this.getHeader(name) ?? [], value))
  }

  getHeader(name) {
    return this.fields.get(name.toLowerCase())
  }

  get(name) {
    return this.getHeader(name)
  }

  getHeaders() {
    return Object.fromEntries(this.fields)
  }

  hasHeader(name) {
    return this.fields.has(name.toLowerCase())
  }

  removeHeader(name) {
    this.fields.delete(name.toLowerCase())
  }

  type(name) {
    const known = {
      html: 'text/html; charset=utf-8',
      json: 'application/json; charset=utf-8',
      text: 'text/plain; charset=utf-8',
    }
    return this.setHeader('content-type', known[name] || name)
  }

  json(value) {
    if (!this.hasHeader('content-type')) this.type('json')
    this.end(JSON.stringify(value))
    return this
  }

  send(value) {
    if (value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)) return this.json(value)
    if (typeof value === 'string' && !this.hasHeader('content-type')) this.type('html')
    this.end(
      typeof value === 'string' || ArrayBuffer.isView(value)
        ? value
        : value === undefined
          ? ''
          : String(value),
    )
    return this
  }

  sendStatus(code) {
    return this.status(code).type('text').send(String(code))
  }

  redirect(status, url) {
    if (url === undefined) return this.redirect(302, status)
    this.status(status).setHeader('location', url)
    this.end()
    return this
  }
}

function split(url) {
  const at = url.indexOf('?')
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)]
}

/** Lower-cased names; repeated ones joined. */
function headersOf(raw) {
  const headers = {}
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index].toLowerCase()
    const separator = name === 'cookie' ? '; ' : ', '
    headers[name] = headers[name] === undefined ? raw[index + 1] : headers[name] + separator + raw[index + 1]
  }
  return headers
}

/** A list where a name comes more than once. */
function valuesOf(search) {
  const values = {}
  for (const [name, value] of new URLSearchParams(search)) {
    const key = name.replace(/\[\]$/, '')
    if (key === '__proto__') continue
    values[key] = key in values ? [].concat(values[key], value) : value
  }
  return values
}
