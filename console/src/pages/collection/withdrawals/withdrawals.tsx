import type { Answer } from '@atelier/client'
import { IconUserOff } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { Empty, NotFound } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, Time, zone } from '../../../ui/time.tsx'
import { BACK, mayIn, trailTo, useProject } from '../project.ts'

type Receipt = Answer<'/api/collection/projects/{id}/withdrawals'>['items'][number]

const columns: readonly Column<Receipt>[] = [
  { key: 'pseudonym', head: 'In the journal', mono: true, wide: true, cell: ({ pseudonym }) => pseudonym },
  {
    key: 'mode',
    head: 'What happened',
    cell: ({ mode }) => (mode === 'erase' ? 'Erased' : 'Made anonymous'),
  },
  { key: 'answers', head: 'Answers', num: true, cell: ({ counts }) => count(counts.answers) },
  { key: 'by', head: 'By', cell: ({ by }) => by ?? '–' },
  { key: 'at', head: 'When', num: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
]

/** Who has withdrawn, without their names. */
export default function Withdrawals() {
  const { id, url, project } = useProject()
  const list = useListState()
  const isOwner = project.data !== undefined && mayIn(project.data.data, 'owner')
  const receipts = useData(
    ['project', id, 'withdrawals', list.cursor],
    (signal) =>
      client.read('/api/collection/projects/{id}/withdrawals', {
        path: { id },
        query: { before: list.cursor, limit: 50 },
        signal,
      }),
    { live: ['collection.participant.withdrawn'], keep: true, when: isOwner },
  )
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(project) =>
        isOwner ? (
          <>
            <PageHead
              title="Withdrawals"
              trail={trailTo(project, url)}
              sentence="Receipts of people who have withdrawn. They name nobody, and can be printed."
            />
            <Ready of={receipts} what="The list of receipts">
              {({ items, next }) =>
                items.length === 0 ? (
                  <Empty icon={<IconUserOff aria-hidden="true" />} title="Nobody has withdrawn">
                    Somebody who asks for it is withdrawn on the page of participants, behind “…” of their
                    row.
                  </Empty>
                ) : (
                  <>
                    <DataTable
                      label="Receipts"
                      columns={columns}
                      rows={items}
                      rowKey={({ id }) => id}
                      rowName={({ pseudonym }) => pseudonym}
                      rowTo={({ id }) => `${url}/withdrawals/${id}`}
                      state={list}
                      isByTime
                      isOld={receipts.isPlaceholderData}
                    />
                    <Pager state={list} next={next} rows={items.length} note={`Times in ${zone()}.`} />
                  </>
                )
              }
            </Ready>
          </>
        ) : (
          <NotFound thing={`withdrawals of project ${id}`} back={BACK} />
        )
      }
    </Ready>
  )
}
