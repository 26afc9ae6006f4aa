import { IconPlayerPlay } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { useListState } from '../../../ui/list.ts'
import { WithSide } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { duration, Time, zone } from '../../../ui/time.tsx'
import { WORKSPACES } from '../section.ts'
import { AgainButton } from '../sessions/acts.tsx'
import { askedFor, isOpen, lastedMs, type Session, sessionPath, standingOf } from '../sessions/words.ts'
import { Beside } from './beside.tsx'
import { WorkspacePage } from './workspace-page.tsx'

const columns: readonly Column<Session>[] = [
  { key: 'kind', head: 'Session', wide: true, cell: ({ kind }) => kind.name },
  {
    key: 'state',
    head: 'State',
    cell: (session) => {
      const { look, word } = standingOf(session)
      return <State look={look}>{word}</State>
    },
  },
  { key: 'place', head: 'Runs on', cell: ({ resource }) => resource.name },
  { key: 'asked', head: 'Asked for', cell: askedFor },
  {
    key: 'lasted',
    head: 'Lasted',
    num: true,
    cell: (session) => (session.startedAt === null ? '–' : duration(lastedMs(session))),
  },
  { key: 'at', head: 'Asked', num: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
]

export default function WorkspaceSessions() {
  return <WorkspacePage>{(workspace) => <List of={workspace} />}</WorkspacePage>
}

function List({ of: workspace }: { of: Parameters<typeof Beside>[0]['of'] }) {
  const list = useListState()
  const sessions = useData(
    ['workspace', workspace.id, 'sessions', list.cursor],
    (signal) =>
      client.read('/api/compute/sessions', {
        query: { workspace: workspace.id, before: list.cursor },
        signal,
      }),
    { live: ['compute.session'], keep: true },
  )
  return (
    <WithSide side={<Beside of={workspace} />}>
      <Ready of={sessions} what="The list of sessions">
        {({ items, next, total }) =>
          items.length === 0 ? (
            <Empty
              title="Nothing ran here yet"
              acts={
                <Button
                  icon={<IconPlayerPlay aria-hidden="true" />}
                  to={`${WORKSPACES}/${workspace.id}/launch`}
                >
                  Launch a session
                </Button>
              }
            >
              Every session that was started in this workspace is listed here, with what it was given.
            </Empty>
          ) : (
            <>
              <DataTable
                label="Sessions"
                columns={columns}
                rows={items}
                rowKey={({ id }) => id}
                rowName={({ kind, id }) => `${kind.name} ${id}`}
                rowTo={sessionPath}
                state={list}
                isByTime
                isOld={sessions.isPlaceholderData}
                act={(session) => !isOpen(session) && <AgainButton of={session} look="plain" small />}
              />
              <Pager
                state={list}
                next={next}
                rows={items.length}
                total={total.exact ? total.count : total.count + 1}
                note={`Times in ${zone()}.`}
              />
            </>
          )
        }
      </Ready>
    </WithSide>
  )
}
