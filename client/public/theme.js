// Runs before the first paint, so that a chosen theme never flashes the other one. `app/theme.ts` does the rest.
try {
  var chosen = localStorage.getItem('kui:theme')
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
} catch {
  // Storage is switched off: the system's theme it is.
}
