import type { Answer } from '@atelier/client'
import { IconClipboardList, IconPlus } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { useSession } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, SearchField } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, counted, Time } from '../../../ui/time.tsx'
import { PROJECTS } from '../project.ts'

type Project = Answer<'/api/collection/projects'>['items'][number]

const columns: readonly Column<Project>[] = [
  { key: 'title', head: 'Project', wide: true, cell: ({ title }) => <span dir="auto">{title}</span> },
  {
    key: 'state',
    head: 'State',
    cell: ({ closed }) => <State look={closed ? 'past' : 'open'}>{closed ? 'Closed' : 'Collecting'}</State>,
  },
  { key: 'role', head: 'You are', cell: ({ role }) => ROLES[role], optional: true },
  {
    key: 'complete',
    head: 'Complete',
    num: true,
    cell: ({ complete, participants }) =>
      participants === 0 ? (
        <span className="muted dash">–</span>
      ) : (
        `${count(complete)} of ${count(participants)}`
      ),
  },
  {
    key: 'last',
    head: 'Last submission',
    num: true,
    cell: ({ lastAt }) => <Time at={lastAt} none="none yet" />,
  },
]

const ROLES = { owner: 'Owner', manager: 'Data manager', coordinator: 'Coordinator' }

export default function Projects() {
  const session = useSession()
  const list = useListState()
  const projects = useData(
    ['projects', list.search, list.cursor],
    (signal) =>
      client.read('/api/collection/projects', {
        query: { search: list.search || undefined, after: list.cursor },
        signal,
      }),
    { live: ['collection', 'role'], keep: true },
  )
  const mayMake =
    session.account.administrator ||
    session.roles.some((role) => ['collection:owner', 'collection:manager', 'collection:user'].includes(role))
  const make = (
    <Button look="filled" icon={<IconPlus aria-hidden="true" />} to={`${PROJECTS}/new`}>
      New project
    </Button>
  )
  const items = projects.data?.data.items
  const isFirst = items?.length === 0 && list.active === 0
  return (
    <>
      <PageHead
        title="Projects"
        trail={[{ label: 'Collection', to: PROJECTS }]}
        sentence="A project is a study: who answers, what came in, and who of the team may see it."
        acts={mayMake && !isFirst && make}
      />
      {!isFirst && (
        <FilterBar>
          <SearchField label="Name of a project" value={list.search} onChange={list.setSearch} />
        </FilterBar>
      )}
      <Ready of={projects} what="The list of projects">
        {({ items, next }) => {
          if (items.length === 0 && list.active > 0)
            return <NoneMatch title={`No project is named like “${list.search}”`} onClear={list.clear} />
          if (items.length === 0)
            return (
              <Empty
                icon={<IconClipboardList aria-hidden="true" />}
                title="No projects yet"
                acts={mayMake && make}
              >
                {mayMake
                  ? 'A project collects the answers of one study. You give each participant a link; their answers and recordings arrive here.'
                  : 'Nobody has made you a member of a project yet. Ask the person who runs your study.'}
              </Empty>
            )
          return (
            <>
              <DataTable
                label="Projects"
                columns={columns}
                rows={items}
                rowKey={({ id }) => id}
                rowName={({ title }) => title}
                rowTo={({ id }) => `${PROJECTS}/${id}`}
                state={list}
                isOld={projects.isPlaceholderData}
              />
              <Pager
                state={list}
                next={next}
                rows={items.length}
                words={{ newer: 'Previous', older: 'Next' }}
                note={counted(
                  items.reduce((sum, { participants }) => sum + participants, 0),
                  'participant',
                )}
              />
            </>
          )
        }}
      </Ready>
    </>
  )
}
