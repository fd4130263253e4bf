/** Tokens of service accounts: JSON Web Tokens signed with a key of this cluster. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto'

export interface TokenAccount {
  namespace: string
  name: string
  uid: string
}

export interface TokenSigner {
  issue(account: TokenAccount, seconds: number, now: Date): { token: string; expiresAt: Date }
  /** Undefined when it is not ours, has been changed or has expired. */
  verify(token: string, now: Date): (TokenAccount & { id: string }) | undefined
}

export const issuer = 'https://kubernetes.default.svc.cluster.local'

/** A new private key, PEM. */
export function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

export function tokenSigner(pem: string): TokenSigner {
  const key = createPrivateKey(pem)
  const publicKey = createPublicKey(key)
  return {
    issue({ namespace, name, uid }, seconds, now) {
      const issued = Math.floor(now.getTime() / 1000)
      const payload = {
        aud: [issuer],
        exp: issued + seconds,
        iat: issued,
        nbf: issued,
        iss: issuer,
        jti: randomUUID(),
        'kubernetes.io': { namespace, serviceaccount: { name, uid } },
        sub: `system:serviceaccount:${namespace}:${name}`,
      }
      const text = `${encode({ alg: 'ES256', typ: 'JWT' })}.${encode(payload)}`
      const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
      return {
        token: `${text}.${signature.toString('base64url')}`,
        expiresAt: new Date((issued + seconds) * 1000),
      }
    },
    verify(token, now) {
      const [head, body, signature, ...more] = token.split('.')
      if (!head || !body || !signature || more.length > 0) return undefined
      const bytes = Buffer.from(signature, 'base64url')
      const isOurs = verify(
        'sha256',
        Buffer.from(`${head}.${body}`),
        { key: publicKey, dsaEncoding: 'ieee-p1363' },
        bytes,
      )
      return isOurs ? accountIn(body, now) : undefined
    },
  }
}

interface Payload {
  exp: number
  jti: string
  'kubernetes.io': { namespace: string; serviceaccount: { name: string; uid: string } }
}

/** Signed by us, so it has the shape we gave it. */
function accountIn(body: string, now: Date): (TokenAccount & { id: string }) | undefined {
  const payload = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Payload
  if (payload.exp * 1000 <= now.getTime()) return undefined
  const { namespace, serviceaccount } = payload['kubernetes.io']
  return { namespace, ...serviceaccount, id: payload.jti }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
