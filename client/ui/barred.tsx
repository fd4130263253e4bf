import { useEffect, useId, useRef, useState } from 'react'
import type { ButtonHTMLAttributes, ReactNode } from 'react'
import styles from './barred.module.css'
import { CopyButton } from './copy-button.tsx'
import { Dialog } from './dialog.tsx'

/** What keeps a button from being pressed. */
export interface Bar {
  /** One sentence. */
  reason: string
  /** What would take the bar away, to be copied and handed on. */
  remedy?: { words: string; text: string; copyLabel: string }
}

export interface BarredProps {
  /** Absent: the button is an ordinary one. */
  by: Bar | undefined
  /** The button; it spreads what it is given, last. */
  children: (props: ButtonHTMLAttributes<HTMLButtonElement>) => ReactNode
}

/**
 * A button that may be barred. It then keeps its place and can have the focus, so that everybody can learn why: the reason is its
 * description, appears beside it on hovering and with the focus, and a press shows it together with the remedy.
 */
export function Barred({ by, children }: BarredProps) {
  const id = useId()
  const [isNear, setIsNear] = useState(false)
  const [isAsked, setIsAsked] = useState(false)
  const place = useRef<HTMLSpanElement>(null)
  const barred: ButtonHTMLAttributes<HTMLButtonElement> = {
    type: 'button',
    title: '',
    'aria-disabled': true,
    'aria-describedby': id,
    onClick: () => setIsAsked(true),
  }
  return (
    <span
      ref={place}
      className={styles.place}
      onPointerEnter={() => setIsNear(true)}
      onPointerLeave={() => setIsNear(false)}
      onFocus={() => setIsNear(true)}
      onBlur={() => setIsNear(false)}
    >
      {children(by ? barred : {})}
      {by && (
        <>
          <Tip
            id={id}
            isShown={isNear && !isAsked}
            onHide={() => setIsNear(false)}
            beside={() => place.current?.firstElementChild ?? undefined}
          >
            {by.reason}
          </Tip>
          <Dialog isOpen={isAsked} onClose={() => setIsAsked(false)} title="Not allowed" closesOutside>
            <Explanation bar={by} />
          </Dialog>
        </>
      )}
    </span>
  )
}

function Explanation({ bar: { reason, remedy } }: { bar: Bar }) {
  return (
    <div className={styles.explanation}>
      <p>{reason}</p>
      {remedy && (
        <>
          <p>{remedy.words}</p>
          <div className={styles.remedy}>
            <pre>{remedy.text}</pre>
            <CopyButton label={remedy.copyLabel} text={remedy.text} />
          </div>
        </>
      )}
    </div>
  )
}

interface TipProps {
  id: string
  isShown: boolean
  onHide: () => void
  beside: () => Element | undefined
  children: ReactNode
}

/** In the top layer, so that no pane cuts it off; it goes with Esc, and stays while the pointer is on it. */
function Tip({ id, isShown, onHide, beside, children }: TipProps) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const tip = ref.current
    const button = beside()
    if (!isShown || !tip || !button) return
    tip.showPopover()
    put(tip, button.getBoundingClientRect())
    const handleKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onHide()
    }
    document.addEventListener('keydown', handleKey)
    return () => {
      document.removeEventListener('keydown', handleKey)
      if (tip.isConnected) tip.hidePopover()
    }
    // The functions are new with every rendering and do the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isShown])
  return (
    <div ref={ref} id={id} role="tooltip" popover="manual" className={styles.tip}>
      <p>{children}</p>
    </div>
  )
}

/** Below the button, or above it where there is no room; never beyond the edge of the window. */
function put(tip: HTMLElement, button: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect()
  const fitsBelow = button.bottom + height <= window.innerHeight
  const left = Math.min(Math.max(8, button.right - width), Math.max(8, window.innerWidth - width - 8))
  tip.style.left = `${left}px`
  tip.style.top = `${fitsBelow ? button.bottom : button.top - height}px`
}
