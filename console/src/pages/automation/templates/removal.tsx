import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import type { Template } from './data.ts'

/** Asks before a template is taken from the list. */
export function useRemoval(done: () => void = () => undefined) {
  const [leaving, ask] = useState<Pick<Template, 'id' | 'name'>>()
  const dialog = (
    <ConfirmDialog
      title={`Remove ${leaving?.name}?`}
      isOpen={leaving !== undefined}
      onClose={() => ask(undefined)}
      act="Remove the template"
      run={async () => {
        if (leaving) await client.delete('/api/automation/templates/{id}', { path: { id: leaving.id } })
        await queries.invalidateQueries({ queryKey: ['automation', 'templates'] })
        done()
      }}
    >
      Its file stays where it is, and its runs stay in the list. Presets and schedules that use it can begin
      no run until they name another one.
    </ConfirmDialog>
  )
  return { ask, dialog }
}
