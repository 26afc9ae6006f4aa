import { type ComponentProps, useState } from 'react'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { accountFound, groupFound, type OfWhom, OptionalNumber, WhomSelect } from '../../../app/of-whom.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'

export interface Figures {
  files: number | null
  running: number | null
  bytes: number | null
}

export const NO_LIMITS: Figures = { files: null, running: null, bytes: null }
const GB = 1_000_000_000

const pathOf = ({ kind, id }: OfWhom) => ({
  subject: kind === 'account' ? ('accounts' as const) : ('groups' as const),
  id,
})

export const setLimits = (whom: OfWhom, body: Figures) =>
  client.put('/api/pipelines/limits/{subject}/{id}', { path: pathOf(whom), body })

export const removeLimits = (whom: OfWhom) =>
  client.delete('/api/pipelines/limits/{subject}/{id}', { path: pathOf(whom) })

const numberIn = (text: string): number | null => (text === '' ? null : Number(text))

/** What a person or each member of a group may use; what is left empty is said elsewhere. */
export function LimitDialog({
  whom,
  figures,
  onClose,
}: {
  whom?: OfWhom
  figures: Figures
  onClose: () => void
}) {
  const [chosen, choose] = useState(whom)
  const form = useForm({
    initial: {
      who: '',
      files: figures.files?.toString() ?? '',
      running: figures.running?.toString() ?? '',
      gigabytes: figures.bytes === null ? '' : String(figures.bytes / GB),
    },
    check: ({ files, running, gigabytes }) => ({
      who: !chosen && 'Choose a person or a group.',
      files: files === '' && running === '' && gigabytes === '' && 'Say at least one of the three.',
    }),
    send: async ({ files, running, gigabytes }) => {
      const size = numberIn(gigabytes)
      await setLimits(chosen as OfWhom, {
        files: numberIn(files),
        running: numberIn(running),
        bytes: size === null ? null : Math.round(size * GB),
      })
    },
    done: () => {
      notify({
        title: 'The limits count from now on',
        detail: 'What is stored stays, and what runs goes on.',
      })
      onClose()
    },
  })
  const empty = 'Empty: what their groups or the settings say.'
  return (
    <Dialog title={whom === undefined ? 'Set limits' : `Limits of ${whom.name}`} isOpen onClose={onClose}>
      <Form of={form} submit="Set the limits">
        {whom === undefined && <Whom chosen={chosen} choose={choose} error={form.field('who').error} />}
        <OptionalNumber label="Input files stored at once" description={empty} {...form.field('files')} />
        <OptionalNumber label="Experiments at work at once" description={empty} {...form.field('running')} />
        <OptionalNumber label="All stored files, in GB" {...form.field('gigabytes')} />
      </Form>
    </Dialog>
  )
}

/** Whoever runs pipelines need not be an administrator: they find those who use pipelines. */
function Whom(props: Pick<ComponentProps<typeof WhomSelect>, 'chosen' | 'choose' | 'error'>) {
  const [search, setSearch] = useState('')
  const subjects = useData(
    ['pipelines', 'limit-subjects', search],
    (signal) =>
      client.read('/api/pipelines/limits/subjects', { query: { search: search || undefined }, signal }),
    { keep: true },
  )
  const found = (subjects.data?.data.items ?? []).map(({ kind, id, name, fullName }) =>
    kind === 'group' ? groupFound(id, name) : accountFound(id, fullName || name, name),
  )
  return <WhomSelect {...props} found={found} onSearch={setSearch} />
}
