/** The certificate of the API's authority, out of the kubeconfig that everybody here connects with. */

/** In PEM; undefined when the kubeconfig holds none. */
export function rootCaIn(kubeconfig: string): string | undefined {
  const encoded = /"?certificate-authority-data"?\s*:\s*"?([A-Za-z0-9+/=]+)/.exec(kubeconfig)?.[1]
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8')
}
