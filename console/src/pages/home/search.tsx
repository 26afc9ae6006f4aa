import type { Answer } from '@atelier/client'
import {
  IconApps,
  IconCalendarRepeat,
  IconFileCode,
  IconFileDiff,
  IconFlask,
  IconFolder,
  IconPlayerPlay,
  IconSchool,
  IconServer2,
  IconStack2,
  IconUser,
  IconUsersGroup,
} from '@tabler/icons-react'
import { client } from '../../app/client.ts'
import { Ready, useData } from '../../app/data.tsx'
import { Card, Row, Rows } from '../../ui/card.tsx'
import { FilterBar, SearchField } from '../../ui/filters.tsx'
import { Link, useQueryState } from '../../ui/link.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Empty, NoneMatch } from '../../ui/states.tsx'
import { counted } from '../../ui/time.tsx'
import css from './home.module.css'

type Found = Answer<'/api/search'>['items'][number]

const MOST = 100
const KINDS: Readonly<Record<string, { title: string; icon: typeof IconUser }>> = {
  project: { title: 'Projects', icon: IconFolder },
  event: { title: 'Events', icon: IconSchool },
  workshop: { title: 'Workshops', icon: IconStack2 },
  participant: { title: 'Participants', icon: IconUser },
  app: { title: 'Apps', icon: IconApps },
  batch: { title: 'Batches', icon: IconStack2 },
  experiment: { title: 'Experiments', icon: IconFlask },
  inventory: { title: 'Inventories', icon: IconServer2 },
  template: { title: 'Templates', icon: IconFileCode },
  run: { title: 'Runs', icon: IconPlayerPlay },
  schedule: { title: 'Schedules', icon: IconCalendarRepeat },
  configuration: { title: 'Configurations', icon: IconFileDiff },
  account: { title: 'Accounts', icon: IconUser },
  group: { title: 'Groups', icon: IconUsersGroup },
}

/** `/app/search?q=`: things of all services by their names. */
export default function Search() {
  const [{ q = '' }, change] = useQueryState()
  const found = useData(
    ['search', q],
    (signal) => client.read('/api/search', { query: { q, limit: MOST }, signal }),
    {
      when: q !== '',
      keep: true,
    },
  )
  const now = q === '' ? undefined : found.data?.data
  const sentence =
    now &&
    `${counted(now.items.length, 'thing')} found${now.more ? ', and more: write more of the name' : ''}.`
  return (
    <>
      <PageHead title="Search" sentence={sentence ?? 'Projects, events, participants and people, by name.'} />
      <FilterBar>
        <SearchField label="Name or code" value={q} onChange={(text) => change({ q: text })} />
      </FilterBar>
      <p className="sr-only" aria-live="polite">
        {sentence}
      </p>
      {q === '' ? (
        <Empty title="What do you look for?">
          Write a part of a name or of a participant’s code. Only what you may see is found.
        </Empty>
      ) : (
        <Ready of={found} what="The search">
          {({ items }) =>
            items.length === 0 ? (
              <NoneMatch
                title={`Nothing that you may see is called “${q}”.`}
                onClear={() => change({ q: undefined })}
              />
            ) : (
              <div className="stack">
                {[...byKind(items)].map(([kind, things]) => (
                  <Kind key={kind} kind={kind} of={things} />
                ))}
              </div>
            )
          }
        </Ready>
      )}
    </>
  )
}

function byKind(items: readonly Found[]): Map<string, Found[]> {
  const kinds = new Map<string, Found[]>()
  for (const item of items) kinds.set(item.kind, [...(kinds.get(item.kind) ?? []), item])
  return kinds
}

function Kind({ kind, of }: { kind: string; of: readonly Found[] }) {
  const { title, icon: Icon } = KINDS[kind] ?? { title: kind, icon: IconFolder }
  return (
    <Card title={title} flush>
      <Rows>
        {of.map((item) => (
          <Row
            key={item.href + item.title}
            icon={<Icon className={css.icon} aria-hidden="true" />}
            title={
              <Link to={item.href} dir="auto">
                {item.title}
              </Link>
            }
            note={<span dir="auto">{item.text}</span>}
          />
        ))}
      </Rows>
    </Card>
  )
}
