import { useRef, useState } from 'react'
import type { DragEvent, ReactNode } from 'react'
import { Button } from './button.tsx'
import type { ButtonProps } from './button.tsx'
import { classNames } from './class-names.ts'
import styles from './file-drop.module.css'

export interface FileDropProps {
  /** What letting go of a file does. */
  words: string
  onFile: (file: File) => void
  className?: string
  children: ReactNode
}

/** A place a file can be dropped onto. It goes without a mouse too: set a `FileButton` beside it. */
export function FileDrop({ words, onFile, className, children }: FileDropProps) {
  // Entering a child leaves the parent: only the count tells whether the file is still above.
  const depth = useRef(0)
  const [isOver, setIsOver] = useState(false)
  const move = (by: number) => (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    depth.current = Math.max(0, depth.current + by)
    setIsOver(depth.current > 0)
  }
  const handleDrop = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    depth.current = 0
    setIsOver(false)
    const [file] = event.dataTransfer.files
    if (file) onFile(file)
  }
  return (
    <div
      className={classNames(styles.drop, className)}
      onDragEnterCapture={move(1)}
      onDragLeaveCapture={move(-1)}
      onDragOverCapture={move(0)}
      onDropCapture={handleDrop}
    >
      {children}
      {isOver && <div className={styles.veil}>{words}</div>}
    </div>
  )
}

export interface FileButtonProps extends Omit<ButtonProps, 'onClick'> {
  onFile: (file: File) => void
  /** As for `<input accept>`. */
  accept?: string
}

/** A button that asks for a file. */
export function FileButton({ onFile, accept, children, ...rest }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button {...rest} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          // The same file may be chosen again.
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
    </>
  )
}
