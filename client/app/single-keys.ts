/** Whether single letters are commands. Who speaks to the computer, or slips on keys, can switch that off. */
const key = 'kui:single-keys'

export function hasSingleKeys(): boolean {
  try {
    return localStorage.getItem(key) !== 'off'
  } catch {
    return true
  }
}

export function setSingleKeys(areOn: boolean): void {
  try {
    if (areOn) localStorage.removeItem(key)
    else localStorage.setItem(key, 'off')
  } catch {
    // Without storage they stay on.
  }
}
