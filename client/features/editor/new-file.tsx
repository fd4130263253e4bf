import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './archive-files.module.css'

export interface NewFileProps {
  /** What is wrong with a path, if anything. */
  problemWith: (path: string) => string | undefined
  onCreate: (path: string) => void
}

/** A button that asks for a path and puts an empty file there. */
export function NewFile({ problemWith, onCreate }: NewFileProps) {
  const [path, setPath] = useState<string>()
  const [wasTried, setWasTried] = useState(false)
  const close = () => {
    setPath(undefined)
    setWasTried(false)
  }
  const submit = () => {
    setWasTried(true)
    if (path === undefined || problemWith(path) !== undefined) return
    onCreate(path)
    close()
  }
  return (
    <>
      <Button size="small" variant="ghost" className={styles.newFile} onClick={() => setPath('')}>
        <IconPlus size={14} aria-hidden="true" />
        New file
      </Button>
      {path !== undefined && (
        <Dialog
          isOpen
          size="small"
          title="New file"
          onClose={close}
          onSubmit={submit}
          footer={
            <>
              <Button onClick={close}>Cancel</Button>
              <Button type="submit" variant="primary">
                Add file
              </Button>
            </>
          }
        >
          <TextField
            label="Path in the archive"
            isCode
            value={path}
            onChange={setPath}
            error={wasTried ? problemWith(path) : undefined}
            hint="e.g. lib/helper.py"
          />
        </Dialog>
      )}
    </>
  )
}
