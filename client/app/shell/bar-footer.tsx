import { IconCommand, IconDeviceDesktop, IconLogout, IconMoon, IconSun } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { signOut, useCanSignOut } from '../../api/session.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { SegmentedRadio } from '../../ui/segmented-radio.tsx'
import { toast } from '../../ui/toast.ts'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { chooseTheme, currentTheme, subscribeToTheme } from '../theme.ts'
import type { Theme } from '../theme.ts'
import styles from './shell.module.css'

/** What is seldom needed: the theme, the command palette, the way out. */
export function BarFooter({ onPalette }: { onPalette: () => void }) {
  const theme = useSyncExternalStore(subscribeToTheme, currentTheme)
  const canSignOut = useCanSignOut()
  return (
    <div className={styles.barFoot}>
      <SegmentedRadio<Theme> label="Theme" value={theme} onChange={chooseTheme} options={themes} />
      <span className={styles.spring} />
      <IconButton label="Commands" title="Commands (Ctrl+K, ⌘K)" onClick={onPalette}>
        <IconCommand size={17} />
      </IconButton>
      {canSignOut && (
        <IconButton label="Sign out" onClick={() => void leave()}>
          <IconLogout size={17} />
        </IconButton>
      )}
    </div>
  )
}

/** Signs out, or says why not. */
export async function leave(): Promise<void> {
  await signOut().catch((error: unknown) => {
    toast(`Not signed out: ${error instanceof Error ? error.message : String(error)}`)
  })
}

const themes = [
  option('system', 'As the system', IconDeviceDesktop),
  option('light', 'Light', IconSun),
  option('dark', 'Dark', IconMoon),
]

function option(value: Theme, words: string, Icon: typeof IconSun) {
  const label = (
    <>
      <Icon size={15} aria-hidden="true" />
      <VisuallyHidden>{words}</VisuallyHidden>
    </>
  )
  return { value, label, title: words }
}
