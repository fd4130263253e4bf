/** Where things lie in a function's pod: upstream's images and everybody's install commands rely on it. */

/** The emptyDir that code, dependencies and shim are put into. */
export const installVolume = '/kubeless'
/** The ConfigMap, in `prepare`. */
export const sourceFolder = '/src'
/** One folder for each Secret of a phase. */
export const secretsFolder = '/var/run/secrets/kubeless.io'

/** Name of the volume for a phase's Secret; names of volumes are shorter and without dots. */
export function secretVolume(secret: string): string {
  return `secret-${secret.replaceAll('.', '-')}`.slice(0, 63).replace(/-+$/, '')
}
