import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ChooseWhom, type OfWhom, OptionalNumber } from '../../../app/of-whom.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'

export type Subject = { kind: 'everybody' } | OfWhom

export interface Figures {
  sessions: number | null
  coreHours: number | null
  diskBytes: number | null
}

export const NO_LIMIT: Figures = { sessions: null, coreHours: null, diskBytes: null }
const GB = 1_000_000_000

export function set(subject: Subject, body: Figures): Promise<unknown> {
  if (subject.kind === 'everybody') return client.put('/api/compute/quotas/everybody', { body })
  const at = { path: { id: subject.id }, body }
  return subject.kind === 'account'
    ? client.put('/api/compute/quotas/accounts/{id}', at)
    : client.put('/api/compute/quotas/groups/{id}', at)
}

export function remove(subject: Subject): Promise<unknown> {
  if (subject.kind === 'everybody') return client.delete('/api/compute/quotas/everybody', {})
  const at = { path: { id: subject.id } }
  return subject.kind === 'account'
    ? client.delete('/api/compute/quotas/accounts/{id}', at)
    : client.delete('/api/compute/quotas/groups/{id}', at)
}

/** Three figures, each of which may be left out. */
export function QuotaDialog({
  subject,
  figures,
  onClose,
}: {
  subject?: Subject
  figures: Figures
  onClose: () => void
}) {
  const [chosen, choose] = useState<Subject | undefined>(subject)
  const form = useForm({
    initial: {
      who: '',
      sessions: figures.sessions?.toString() ?? '',
      coreHours: figures.coreHours?.toString() ?? '',
      disk: figures.diskBytes === null ? '' : String(figures.diskBytes / GB),
    },
    check: () => ({ who: !chosen && 'Choose a person or a group.' }),
    send: async ({ sessions, coreHours, disk }) => {
      const number = (text: string) => (text === '' ? null : Number(text))
      const gigabytes = number(disk)
      await set(chosen as Subject, {
        sessions: number(sessions),
        coreHours: number(coreHours),
        diskBytes: gigabytes === null ? null : Math.round(gigabytes * GB),
      })
    },
    done: () => {
      notify({ title: 'The quota counts from now on', detail: 'What runs goes on.' })
      onClose()
    },
  })
  const title =
    subject === undefined
      ? 'Add a quota'
      : `Quota of ${subject.kind === 'everybody' ? 'everybody' : subject.name}`
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <Form of={form} submit="Set the quota">
        {subject === undefined && (
          <ChooseWhom
            chosen={chosen?.kind === 'everybody' ? undefined : chosen}
            choose={choose}
            error={form.field('who').error}
          />
        )}
        <OptionalNumber label="Sessions at once" {...form.field('sessions')} />
        <OptionalNumber label="Core hours in a month" {...form.field('coreHours')} />
        <OptionalNumber label="Disk, in GB" {...form.field('disk')} />
      </Form>
    </Dialog>
  )
}
