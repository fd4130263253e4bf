import type { ReactNode } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import type { Layout } from 'react-resizable-panels'
import styles from './split.module.css'

export interface SplitProps {
  /** Names it in the storage: where the bar was left is remembered for all pages that use the name. */
  name: string
  /** `horizontal`: side by side. */
  orientation: 'horizontal' | 'vertical'
  /** What the bar moves; for screen readers. */
  label: string
  first: ReactNode
  second: ReactNode
  /** Share of the first pane before anybody moved the bar, in percent. */
  firstShare: number
  /** In pixels. */
  firstMin: number
  /** In pixels. */
  secondMin: number
}

/** Two panes and a bar between them that is moved by mouse, finger or arrow keys, and set back by a double click. */
export function Split({
  name,
  orientation,
  label,
  first,
  second,
  firstShare,
  firstMin,
  secondMin,
}: SplitProps) {
  return (
    <Group
      id={`split-${name}`}
      className={styles.split}
      orientation={orientation}
      defaultLayout={readLayout(name)}
      onLayoutChanged={(layout, { isUserInteraction }) => {
        if (isUserInteraction) keepLayout(name, layout)
      }}
    >
      <Panel id={`${name}-first`} className={styles.pane} minSize={firstMin} defaultSize={`${firstShare}%`}>
        {first}
      </Panel>
      <Separator className={styles.bar} aria-label={label} data-orientation={orientation} />
      <Panel id={`${name}-second`} className={styles.pane} minSize={secondMin}>
        {second}
      </Panel>
    </Group>
  )
}

const keyOf = (name: string) => `kui:split:${name}`

function readLayout(name: string): Layout | undefined {
  try {
    const share = Number(localStorage.getItem(keyOf(name)) ?? NaN)
    return share > 0 && share < 100
      ? { [`${name}-first`]: share, [`${name}-second`]: 100 - share }
      : undefined
  } catch {
    return undefined
  }
}

function keepLayout(name: string, layout: Layout): void {
  try {
    localStorage.setItem(keyOf(name), String(layout[`${name}-first`]))
  } catch {
    // Storage is switched off: the bar stays where it is as long as the page.
  }
}
