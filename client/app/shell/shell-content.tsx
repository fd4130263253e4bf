import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { Barred } from '../../ui/barred.tsx'
import { Button } from '../../ui/button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { BarFooter } from './bar-footer.tsx'
import { ClusterCard } from './cluster-card.tsx'
import { FunctionSearch } from './function-search.tsx'
import { Functions } from './functions.tsx'
import { NamespaceChoice } from './namespace-choice.tsx'
import styles from './shell.module.css'
import { useNewFunctionBar } from './use-new-function-bar.ts'

export interface ShellContentProps {
  onNew: () => void
  onPalette: () => void
}

/** What stands in the left bar: where one is, what there is, and what to do next. */
export function ShellContent({ onNew, onPalette }: ShellContentProps) {
  const [search, setSearch] = useState('')
  return (
    <>
      <div className={styles.barHead}>
        <ClusterCard />
        <Barred by={useNewFunctionBar()}>
          {(barred) => (
            <Button
              variant="primary"
              className={styles.new}
              onClick={onNew}
              title="New function (N)"
              {...barred}
            >
              <IconPlus size={16} aria-hidden="true" />
              New function
            </Button>
          )}
        </Barred>
        <FunctionSearch value={search} onChange={setSearch} end={<Kbd>/</Kbd>} />
        <NamespaceChoice />
      </div>
      <Functions search={search} />
      <BarFooter onPalette={onPalette} />
    </>
  )
}
