import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { useState } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './session.module.css'

/** A secret to be pasted, hidden unless asked to be shown. */
export function TokenField(props: { label: string; value: string; onChange: (value: string) => void }) {
  const [isShown, setIsShown] = useState(false)
  return (
    <TextField
      {...props}
      type={isShown ? 'text' : 'password'}
      name="token"
      autoComplete="current-password"
      autoCapitalize="none"
      isCode
      className={styles.token}
      data-autofocus
      unit={
        <IconButton
          label={isShown ? 'Hide what is typed' : 'Show what is typed'}
          size="small"
          onClick={() => setIsShown(!isShown)}
        >
          {isShown ? <IconEyeOff size={16} /> : <IconEye size={16} />}
        </IconButton>
      }
    />
  )
}
