import type { Answer } from '@atelier/client'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { bytes, count, Time } from '../../../ui/time.tsx'
import { TRAIL, useCompute } from '../section.ts'
import { type Figures, NO_LIMIT, QuotaDialog, remove, type Subject, set } from './quota-dialog.tsx'

export type Quota = Answer<'/api/compute/quotas'>['items'][number]

/** How much everybody, groups and people may use. */
export default function Quotas() {
  useCompute()
  const act = useAct()
  const [open, setOpen] = useState<{ subject?: Subject; figures: Figures } | null>(null)
  const quotas = useData(['compute', 'quotas'], (signal) => client.read('/api/compute/quotas', { signal }), {
    live: ['compute.quota', 'group', 'account'],
  })
  const takeAway = (quota: Quota) =>
    act(() => remove(subjectOf(quota)), {
      done: `${quota.name} has no quota of its own any more`,
      undo: () => set(subjectOf(quota), figuresOf(quota)),
    })
  return (
    <>
      <PageHead
        title="Quotas"
        trail={TRAIL}
        sentence="What is said for a person counts before their groups, the most generous group before everybody."
        acts={
          <Button
            look="filled"
            icon={<IconPlus aria-hidden="true" />}
            onClick={() => setOpen({ figures: NO_LIMIT })}
          >
            Add a quota
          </Button>
        }
      />
      <Ready of={quotas} what="The list of quotas">
        {({ items }) => {
          const everybody = items.find(({ subject }) => subject === 'everybody')
          return (
            <div className="stack">
              <Everybody
                quota={everybody}
                onChange={() =>
                  setOpen({
                    subject: { kind: 'everybody' },
                    figures: everybody ? figuresOf(everybody) : NO_LIMIT,
                  })
                }
              />
              <Card title="Groups and people" flush={items.some(isOwn)}>
                {items.some(isOwn) ? (
                  <DataTable
                    label="Quotas"
                    columns={COLUMNS}
                    rows={items.filter(isOwn)}
                    rowKey={({ id }) => id}
                    rowName={({ name }) => name}
                    act={(quota) => (
                      <Button
                        small
                        onClick={() => setOpen({ subject: subjectOf(quota), figures: figuresOf(quota) })}
                      >
                        Change
                      </Button>
                    )}
                    menu={(quota) => [{ label: 'Take it away', run: () => void takeAway(quota) }]}
                  />
                ) : (
                  <span className="muted">
                    No group and nobody has a quota of their own. What is said for everybody counts.
                  </span>
                )}
              </Card>
            </div>
          )
        }}
      </Ready>
      {open && <QuotaDialog {...open} onClose={() => setOpen(null)} />}
    </>
  )
}

function Everybody({ quota, onChange }: { quota: Quota | undefined; onChange: () => void }) {
  return (
    <Card
      title="Everybody"
      aside={
        <Button small onClick={onChange}>
          {quota ? 'Change' : 'Set'}
        </Button>
      }
    >
      {quota
        ? `${limitText(quota.sessions, count, 'sessions at once')}, ${limitText(quota.coreHours, count, 'core hours a month')}, ${limitText(quota.diskBytes, bytes, 'on the disk')}.`
        : 'No limits.'}
    </Card>
  )
}

const limitText = (figure: number | null, words: (n: number) => string, unit: string): string =>
  figure === null
    ? `any number of ${unit}`.replace('any number of on', 'any room on')
    : `${words(figure)} ${unit}`

const isOwn = ({ subject }: Quota): boolean => subject !== 'everybody'

const figuresOf = ({ sessions, coreHours, diskBytes }: Quota): Figures => ({ sessions, coreHours, diskBytes })

const subjectOf = ({ subject, subjectId, name }: Quota): Subject =>
  subject === 'everybody' || subjectId === null
    ? { kind: 'everybody' }
    : { kind: subject, id: subjectId, name }

const orNothing = (figure: number | null, words: (n: number) => string) =>
  figure === null ? <span className="muted">as others</span> : words(figure)

const COLUMNS: readonly Column<Quota>[] = [
  {
    key: 'name',
    head: 'Of',
    wide: true,
    cell: ({ subject, subjectId, name }) => (
      <Link to={`/app/operate/${subject}s/${subjectId}`}>
        {name}
        {subject === 'group' && ' (group)'}
      </Link>
    ),
  },
  { key: 'sessions', head: 'Sessions', num: true, cell: ({ sessions }) => orNothing(sessions, count) },
  {
    key: 'coreHours',
    head: 'Core hours a month',
    num: true,
    cell: ({ coreHours }) => orNothing(coreHours, count),
  },
  { key: 'disk', head: 'Disk', num: true, cell: ({ diskBytes }) => orNothing(diskBytes, bytes) },
  { key: 'setAt', head: 'Set', num: true, cell: ({ setAt }) => <Time at={setAt} /> },
]
