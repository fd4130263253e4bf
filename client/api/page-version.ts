/** Whether the server has another page by now: then parts of this one, when they are loaded late, are gone. */
export async function isPageOutdated(): Promise<boolean> {
  const entry = document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.getAttribute('src')
  if (!entry) return false
  try {
    const answer = await fetch('/', { cache: 'no-store', headers: { accept: 'text/html' } })
    return answer.ok && !(await answer.text()).includes(entry)
  } catch {
    // The server is away, which is told elsewhere and says nothing about its page.
    return false
  }
}
