/** What surrounds every page: the left bar, the banners, the create form and the command palette. */
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import type { ComponentType } from 'react'
import { Route, Routes, useLocation, useNavigate } from 'react-router'
import type { FunctionDetails } from '#contract/functions.ts'
import { functionListQuery } from '../../api/functions.ts'
import { markWorkOnScreen } from '../../api/session.ts'
import { CreateDialog } from '../../features/functions/create-dialog.tsx'
import type { NewFunctionChoice } from '../../features/functions/new-function.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ErrorBoundary } from '../error-boundary.tsx'
import { NewFunctionContext } from '../new-function-context.ts'
import { NotFoundPage } from '../pages/not-found-page.tsx'
import { OverviewPage } from '../pages/overview-page.tsx'
import { functionPath, useNamespaceChoice } from '../paths.ts'
import { narrow, useMedia } from '../use-media.ts'
import { Arrival } from './arrival.tsx'
import { Banners } from './banners.tsx'
import { PaletteMissing } from './palette-missing.tsx'
import styles from './shell.module.css'
import { SideBar } from './side-bar.tsx'
import { TopBar } from './top-bar.tsx'
import { useShortcuts } from './use-shortcuts.ts'

const FunctionPage = lazy(() =>
  import('../pages/function-page.tsx').then((page) => ({ default: page.FunctionPage })),
)
const ReadinessPage = lazy(() =>
  import('../pages/readiness-page.tsx').then((page) => ({ default: page.ReadinessPage })),
)
interface LazyPalette {
  default: ComponentType<{ onClose: () => void }>
}

const Palette = lazy(() =>
  import('./palette.tsx').then(
    ({ Palette: Loaded }): LazyPalette => ({ default: Loaded }),
    () => ({ default: PaletteMissing }),
  ),
)

export function Shell() {
  const isNarrow = useMedia(narrow)
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const [namespace] = useNamespaceChoice()
  const [creation, setCreation] = useState<NewFunctionChoice>()
  const [isPaletteOpen, setIsPaletteOpen] = useState(false)
  const [isDrawerOpen, setIsDrawerOpen] = useState(false)
  useMarkWork()
  usePrefetch()

  const openCreateForm = (choice: NewFunctionChoice = {}) => {
    setIsDrawerOpen(false)
    setCreation(choice)
  }
  const openPalette = () => {
    setIsDrawerOpen(false)
    setIsPaletteOpen(true)
  }
  useShortcuts({ onNew: openCreateForm, onPalette: openPalette, onSearch: () => setIsDrawerOpen(true) })

  const handleCreated = (details: FunctionDetails) => {
    setCreation(undefined)
    void navigate(functionPath(details, namespace === details.namespace ? namespace : undefined))
  }
  return (
    <NewFunctionContext value={openCreateForm}>
      <div className={styles.shell}>
        <a className={styles.skip} href="#main">
          Skip to the page
        </a>
        {isNarrow ? (
          <TopBar
            isDrawerOpen={isDrawerOpen}
            onDrawer={setIsDrawerOpen}
            onNew={() => openCreateForm()}
            onPalette={openPalette}
          />
        ) : (
          <SideBar onNew={() => openCreateForm()} onPalette={openPalette} />
        )}
        <div className={styles.page}>
          <Banners />
          <main id="main" className={styles.main} tabIndex={-1}>
            <ErrorBoundary resetKey={pathname}>
              <Suspense fallback={<PageSkeleton />}>
                <Routes>
                  <Route index element={<OverviewPage />} />
                  <Route path="namespaces/:ns/functions/:name" element={<FunctionPage />} />
                  <Route path="readiness" element={<ReadinessPage />} />
                  <Route path="*" element={<NotFoundPage />} />
                </Routes>
                <Arrival key={pathname} />
              </Suspense>
            </ErrorBoundary>
          </main>
        </div>
      </div>
      <CreateDialog
        start={creation}
        onClose={() => setCreation(undefined)}
        onCreated={handleCreated}
        namespace={namespace}
      />
      <Suspense>{isPaletteOpen && <Palette onClose={() => setIsPaletteOpen(false)} />}</Suspense>
    </NewFunctionContext>
  )
}

function PageSkeleton() {
  return (
    <div className={styles.waiting} aria-busy="true">
      <Skeleton width="14rem" height="1.75rem" />
      <Skeleton height="60dvh" />
    </div>
  )
}

/** Once a list was seen, a session that ends must not take the page away. */
function useMarkWork(): void {
  const { isSuccess } = useQuery(functionListQuery)
  useEffect(() => {
    if (isSuccess) markWorkOnScreen()
  }, [isSuccess])
}

/** The page of a function, then its editor, are fetched before somebody wants them, whenever the browser is idle. */
function usePrefetch(): void {
  const { isSuccess } = useQuery(functionListQuery)
  useEffect(() => {
    if (!isSuccess) return
    let isOver = false
    void (async () => {
      await idle()
      // A part that cannot be loaded is reported when it is needed.
      const page = isOver ? undefined : await import('../pages/function-page.tsx').catch(() => undefined)
      await idle()
      if (!isOver) page?.prefetchEditor()
    })()
    return () => {
      isOver = true
    }
  }, [isSuccess])
}

function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(resolve, { timeout: 4000 })
    else setTimeout(resolve, 1000)
  })
}
