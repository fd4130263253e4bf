import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'
import { functionListQuery } from '../../api/functions.ts'
import type { Deletion } from '../../api/functions.ts'
import { DeleteFunctionDialog } from '../../features/functions/delete-function.tsx'
import { Overview } from '../../features/functions/overview.tsx'
import type { OverviewView } from '../../features/functions/overview.tsx'
import { defaultOrder, formatOrder, parseOrder, parseState } from '../../features/functions/row-order.ts'
import { useOpenCreateForm } from '../new-function-context.ts'
import { functionPath, useNamespaceChoice } from '../paths.ts'
import { narrow, useMedia } from '../use-media.ts'
import { useTitle } from '../use-title.ts'

/** All functions at a glance. What is filtered and sorted by stands in the address. */
export function OverviewPage() {
  useTitle('Functions')
  const list = useQuery(functionListQuery)
  const [namespace] = useNamespaceChoice()
  const [view, setView] = useViewInAddress()
  const [deletion, setDeletion] = useState<Deletion>()
  return (
    <>
      <Overview
        list={list}
        namespace={namespace}
        view={view}
        onView={setView}
        isNarrow={useMedia(narrow)}
        pathOf={(ref) => functionPath(ref, namespace)}
        onStart={useOpenCreateForm()}
        onDelete={({ name, namespace: of }) => setDeletion({ name, namespace: of })}
      />
      <DeleteFunctionDialog target={deletion} onClose={() => setDeletion(undefined)} />
    </>
  )
}

/** Browsers refuse more than a few changes of the address in a second, so it follows the typing at a distance. */
const addressDelayMs = 300

function useViewInAddress(): [OverviewView, (view: OverviewView) => void] {
  const [search, setSearch] = useSearchParams()
  const [view, setView] = useState(() => viewOf(search))
  const address = search.toString()
  const [known, setKnown] = useState(address)
  if (address !== known) {
    // Not our own doing: a link, or the way back. What it says counts.
    setKnown(address)
    setView(viewOf(search))
  }
  useEffect(() => {
    const timer = setTimeout(() => {
      const next = withView(new URLSearchParams(known), view)
      if (next.toString() === known) return
      setKnown(next.toString())
      setSearch(next, { replace: true })
    }, addressDelayMs)
    return () => clearTimeout(timer)
  }, [view, known, setSearch])
  return [view, setView]
}

function viewOf(search: URLSearchParams): OverviewView {
  return {
    text: search.get('filter') ?? '',
    state: parseState(search.get('state')),
    order: parseOrder(search.get('sort')),
  }
}

function withView(search: URLSearchParams, { text, state, order }: OverviewView): URLSearchParams {
  const isDefault = formatOrder(order) === formatOrder(defaultOrder)
  const values = { filter: text, state, sort: isDefault ? undefined : formatOrder(order) }
  for (const [name, value] of Object.entries(values))
    if (value) search.set(name, value)
    else search.delete(name)
  return search
}
