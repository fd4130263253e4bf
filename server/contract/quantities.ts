/** Kubernetes' quantities, such as `128Mi`, `250m` and `2e3`. */

/** The number a Kubernetes quantity stands for, in its base unit; undefined when it is not one. */
export function valueOfQuantity(text: string): number | undefined {
  const [, number, suffix] =
    /^([+-]?(?:\d{1,20}(?:\.\d{0,9})?|\.\d{1,9}))([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d{1,2})?$/.exec(text) ?? []
  if (number === undefined) return undefined
  return Number(number) * factorOf(suffix ?? '')
}

function factorOf(suffix: string): number {
  if (/^[eE][+-]?\d/.test(suffix)) return 10 ** Number(suffix.slice(1))
  const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].indexOf(suffix)
  if (binary >= 0) return 1024 ** (binary + 1)
  const decimal = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'].indexOf(suffix)
  return 1000 ** (decimal - 3)
}
