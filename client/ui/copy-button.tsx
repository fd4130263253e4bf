import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { copyText } from './copy-text.ts'
import { IconButton } from './icon-button.tsx'
import { VisuallyHidden } from './visually-hidden.tsx'

export interface CopyButtonProps {
  label: string
  /** Its tooltip, when it should say more than the label. */
  title?: string
  /** What is copied; a function when it is costly to put together. */
  text: string | (() => string)
  className?: string
}

/** Copies a text and says whether it did. */
export function CopyButton({ label, title = label, text, className }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'refused'>()
  useEffect(() => {
    if (!outcome) return
    const timer = setTimeout(() => setOutcome(undefined), 2000)
    return () => clearTimeout(timer)
  }, [outcome])
  const handleClick = async () => {
    const hasCopied = await copyText(typeof text === 'function' ? text() : text)
    setOutcome(hasCopied ? 'copied' : 'refused')
  }
  const said =
    outcome && (outcome === 'copied' ? 'Copied' : 'The browser did not allow it; select and copy by hand')
  return (
    <>
      <IconButton
        label={label}
        title={said ?? title}
        className={className}
        onClick={() => void handleClick()}
      >
        {outcome === 'copied' ? <IconCheck size={16} color="var(--ready)" /> : <IconCopy size={16} />}
      </IconButton>
      <VisuallyHidden>
        <span role="status">{said}</span>
      </VisuallyHidden>
    </>
  )
}
