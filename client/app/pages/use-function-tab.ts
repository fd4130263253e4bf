import { useCallback } from 'react'
import { useSearchParams } from 'react-router'

/** The parts of a function's page. `request` and `logs` are tabs only where there is no room beside the code. */
export const functionTabs = ['code', 'settings', 'triggers', 'request', 'logs'] as const
export type FunctionTab = (typeof functionTabs)[number]

/** Which part is shown, kept in the address. */
export function useFunctionTab(): [FunctionTab, (tab: FunctionTab) => void] {
  const [search, setSearch] = useSearchParams()
  const tab = functionTabs.find((known) => known === search.get('tab')) ?? 'code'
  const choose = useCallback(
    (next: FunctionTab) =>
      setSearch(
        (before) => {
          const changed = new URLSearchParams(before)
          if (next === 'code') changed.delete('tab')
          else changed.set('tab', next)
          return changed
        },
        { replace: true },
      ),
    [setSearch],
  )
  return [tab, choose]
}
