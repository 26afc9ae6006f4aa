import type { Answer } from '@atelier/client'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import type { OfWhom } from '../../../app/of-whom.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { bytes, count, counted, Time } from '../../../ui/time.tsx'
import { TRAIL, usePipelines } from '../section.ts'
import { type Figures, LimitDialog, NO_LIMITS, removeLimits, setLimits } from './limit-dialog.tsx'
import { Retention } from './retention.tsx'

type Limits = Answer<'/api/pipelines/limits'>
type Limit = Limits['items'][number]

/** How much people and groups may use, and how long what they hand in and get stays. */
export default function LimitsPage() {
  usePipelines()
  const [open, setOpen] = useState<{ whom?: OfWhom; figures: Figures } | null>(null)
  const limits = useData(
    ['pipelines', 'limits'],
    (signal) => client.read('/api/pipelines/limits', { signal }),
    { live: ['pipelines.limit', 'group', 'account'] },
  )
  return (
    <>
      <PageHead
        title="Limits"
        trail={TRAIL}
        sentence="What is said for a person counts before their groups, the most generous group before the settings."
        acts={
          <Button
            look="filled"
            icon={<IconPlus aria-hidden="true" />}
            onClick={() => setOpen({ figures: NO_LIMITS })}
          >
            Set limits
          </Button>
        }
      />
      <div className="stack">
        <Ready of={limits} what="The limits">
          {({ defaults, items }) => (
            <>
              <Card title="Everybody">
                {counted(defaults.files, 'input file')} stored at once, {bytes(defaults.fileBytes)} each, and{' '}
                {counted(defaults.running, 'experiment')} at work. The settings of the server say so.
              </Card>
              <Own items={items} onChange={setOpen} />
            </>
          )}
        </Ready>
        <Retention />
      </div>
      {open && <LimitDialog {...open} onClose={() => setOpen(null)} />}
    </>
  )
}

const whomOf = ({ subject: kind, subjectId: id, name }: Limit): OfWhom => ({ kind, id, name })
const figuresOf = ({ files, running, bytes: size }: Limit): Figures => ({ files, running, bytes: size })

const orElse = (figure: number | null, words: (n: number) => string) =>
  figure === null ? <span className="muted">as others</span> : words(figure)

const COLUMNS: readonly Column<Limit>[] = [
  {
    key: 'name',
    head: 'Of',
    wide: true,
    cell: ({ subject, name }) => (
      <>
        <bdi>{name}</bdi>
        {subject === 'group' && ' (group)'}
      </>
    ),
  },
  { key: 'files', head: 'Input files', num: true, cell: ({ files }) => orElse(files, count) },
  { key: 'running', head: 'At work', num: true, cell: ({ running }) => orElse(running, count) },
  { key: 'bytes', head: 'Stored', num: true, cell: ({ bytes: size }) => orElse(size, bytes) },
  { key: 'setAt', head: 'Set', num: true, cell: ({ setAt }) => <Time at={setAt} /> },
]

function Own({
  items,
  onChange,
}: {
  items: readonly Limit[]
  onChange: (open: { whom: OfWhom; figures: Figures }) => void
}) {
  const act = useAct()
  const takeAway = (limit: Limit) =>
    act(() => removeLimits(whomOf(limit)), {
      done: `${limit.name} has no limits of its own any more`,
      undo: () => setLimits(whomOf(limit), figuresOf(limit)),
    })
  return (
    <Card title="Groups and people" flush={items.length > 0}>
      {items.length === 0 ? (
        <span className="muted">No group and nobody has limits of their own.</span>
      ) : (
        <DataTable
          label="Limits"
          columns={COLUMNS}
          rows={items}
          rowKey={({ id }) => id}
          rowName={({ name }) => name}
          act={(limit) => (
            <Button small onClick={() => onChange({ whom: whomOf(limit), figures: figuresOf(limit) })}>
              Change
            </Button>
          )}
          menu={(limit) => [{ label: 'Take them away', run: () => void takeAway(limit) }]}
        />
      )}
    </Card>
  )
}
