import { IconDots, IconTrash } from '@tabler/icons-react'
import type { FunctionSummary } from '#contract/functions.ts'
import { Menu } from '../../ui/menu.tsx'

/** What can be done with a function without opening it. */
export function RowActions({ row, onDelete }: { row: FunctionSummary; onDelete: () => void }) {
  return (
    <Menu
      label={`Actions for ${row.name}`}
      items={[
        {
          label: 'Delete…',
          icon: <IconTrash size={16} />,
          isDangerous: true,
          disabled: row.state === 'deleting',
          onSelect: onDelete,
        },
      ]}
    >
      <IconDots size={16} />
    </Menu>
  )
}
