/** The certificate authority of this cluster, made at its first start, and the server's certificate, renewed before it ends. */
import {
  X509Certificate,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import {
  bits,
  boolean,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octets,
  pem,
  sequence,
  set,
  text,
  time,
} from './der.ts'
import { readText, writePrivate } from './files.ts'

export interface ServerIdentity {
  /** PEM. */
  ca: string
  cert: string
  key: string
}

const day = 24 * 60 * 60 * 1000
const caDays = 3650
const serverDays = 365
const renewDays = 60
const names = [
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
]
const addresses = [Buffer.from([127, 0, 0, 1]), Buffer.concat([Buffer.alloc(15), Buffer.from([1])])]

/** Reads what is in the folder, and makes what is missing or about to end. */
export async function serverIdentity(folder: string, now: Date): Promise<ServerIdentity> {
  const authority = await authorityIn(folder, now)
  const [cert, key] = await Promise.all([readText(folder, 'server.crt'), readText(folder, 'server.key')])
  if (cert && key && isGood(cert, key, authority, now)) return { ca: authority.cert, cert, key }
  const made = serverCertificate(authority, now)
  await writePrivate(folder, 'server.key', made.key)
  await writePrivate(folder, 'server.crt', made.cert)
  return { ca: authority.cert, ...made }
}

interface Authority {
  /** PEM. */
  cert: string
  key: KeyObject
  name: string
}

async function authorityIn(folder: string, now: Date): Promise<Authority> {
  const [cert, key] = await Promise.all([readText(folder, 'ca.crt'), readText(folder, 'ca.key')])
  if (cert && key) {
    const known = new X509Certificate(cert)
    const lasts = Date.parse(known.validTo) - now.getTime() > serverDays * day
    if (lasts) return { cert, key: createPrivateKey(key), name: known.subject.replace(/^CN=/, '') }
  }
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = `kubeless-ui-ca-${randomBytes(4).toString('hex')}`
  const made = certificate({
    subject: name,
    issuer: name,
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    notAfter: new Date(now.getTime() + caDays * day),
    now,
    extensions: [
      extension('2.5.29.19', true, sequence(boolean(true), integer(0))),
      extension('2.5.29.15', true, keyUsage(0b0000_0110, 1)),
      extension('2.5.29.14', false, octets(keyIdentifier(keys.publicKey))),
    ],
  })
  await writePrivate(folder, 'ca.key', pemOf(keys.privateKey))
  await writePrivate(folder, 'ca.crt', made)
  return { cert: made, key: keys.privateKey, name }
}

function isGood(cert: string, key: string, authority: Authority, now: Date): boolean {
  const known = new X509Certificate(cert)
  const lasts = Date.parse(known.validTo) - now.getTime() > renewDays * day
  return lasts && known.checkPrivateKey(createPrivateKey(key)) && known.verify(createPublicKey(authority.key))
}

function serverCertificate(authority: Authority, now: Date): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const alternatives = [
    ...names.map((name) => implicit(2, Buffer.from(name, 'latin1'))),
    ...addresses.map((address) => implicit(7, address)),
  ]
  const cert = certificate({
    subject: 'kube-apiserver',
    issuer: authority.name,
    publicKey,
    signingKey: authority.key,
    notAfter: new Date(now.getTime() + serverDays * day),
    now,
    extensions: [
      extension('2.5.29.19', true, sequence()),
      extension('2.5.29.15', true, keyUsage(0b1000_0000, 7)),
      extension('2.5.29.37', false, sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.17', false, sequence(...alternatives)),
      extension('2.5.29.35', false, sequence(implicit(0, keyIdentifier(createPublicKey(authority.key))))),
    ],
  })
  return { cert, key: pemOf(privateKey) }
}

interface CertificateParts {
  subject: string
  issuer: string
  publicKey: KeyObject
  signingKey: KeyObject
  now: Date
  notAfter: Date
  extensions: Buffer[]
}

/** ECDSA with SHA-256. */
const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'))

/** A version 3 certificate (RFC 5280 §4.1), PEM. */
function certificate({
  subject,
  issuer,
  publicKey,
  signingKey,
  now,
  notAfter,
  extensions,
}: CertificateParts): string {
  const body = sequence(
    explicit(0, integer(2)),
    integer(serial()),
    algorithm,
    nameOf(issuer),
    sequence(time(new Date(now.getTime() - day)), time(notAfter)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  )
  const signature = sign('sha256', body, signingKey)
  return pem('CERTIFICATE', sequence(body, algorithm, bits(signature)))
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(objectIdentifier('2.5.4.3'), text(commonName))))
}

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  return sequence(objectIdentifier(id), ...(isCritical ? [boolean(true)] : []), octets(value))
}

function keyUsage(flags: number, unused: number): Buffer {
  return bits(Buffer.from([flags]), unused)
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Positive, and never used before. */
function serial(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 1
  return bytes
}
