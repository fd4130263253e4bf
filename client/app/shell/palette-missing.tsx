import { useEffect } from 'react'
import { toast } from '../../ui/toast.ts'

/** Stands in for a palette that could not be loaded: what is on the page matters more. */
export function PaletteMissing({ onClose }: { onClose: () => void }) {
  useEffect(() => {
    toast('The commands could not be loaded. Reload the page to get them.')
    onClose()
  }, [onClose])
  return null
}
