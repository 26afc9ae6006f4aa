import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import type { Host } from './words.tsx'

/** Asks before a host goes. */
export function RemoveDialog({ of: host, onClose }: { of: Host | null; onClose: () => void }) {
  return (
    <ConfirmDialog
      title={`Remove ${host?.name ?? ''}?`}
      isOpen={host !== null}
      onClose={onClose}
      act="Remove the host"
      run={async () => {
        await client.delete('/api/pipelines/hosts/{id}', { path: { id: host?.id ?? 0 } })
        void queries.invalidateQueries({ queryKey: ['pipelines', 'hosts'] })
      }}
    >
      Experiments that ran there stay as they are; what waits for it goes to another host. It can be removed
      only when nothing is at work there.
    </ConfirmDialog>
  )
}
