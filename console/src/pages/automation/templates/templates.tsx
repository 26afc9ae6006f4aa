import { IconFileCode, IconPlus } from '@tabler/icons-react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, CountBadge, Row, Rows, Tag } from '../../../ui/card.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { type ListState, useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, Hint, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, Time } from '../../../ui/time.tsx'
import { TRAIL, useAutomation } from '../section.ts'
import {
  addressOf,
  type Discovered,
  ENGINES,
  marksOf,
  runWith,
  TEMPLATE_LIVE,
  TEMPLATES,
  type Template,
} from './data.ts'
import { useRemoval } from './removal.tsx'

/** What can be run on hosts, and the files that could be. */
export default function Templates() {
  const { keeps } = useAutomation()
  return (
    <>
      <PageHead
        title="Templates"
        trail={TRAIL}
        sentence="Files with one function each, in Python or TypeScript, which a run calls for every host."
        acts={
          keeps && (
            <Button look="filled" icon={<IconPlus aria-hidden="true" />} to={`${TEMPLATES}/new`}>
              New template
            </Button>
          )
        }
      />
      <div className="stack">
        <Registered />
        <NotRegistered keeps={keeps} />
      </div>
    </>
  )
}

function Registered() {
  const { keeps, runs } = useAutomation()
  const list = useListState({ filters: ['by'] })
  const { by } = list.filters
  const removal = useRemoval()
  const rows = useData(
    ['automation', 'templates', list.search, by, list.cursor],
    (signal) =>
      client.read('/api/automation/templates', {
        query: { search: list.search || undefined, by: Number(by) || undefined, after: list.cursor },
        signal,
      }),
    { live: TEMPLATE_LIVE, keep: true },
  )
  return (
    <section aria-label="Registered templates">
      <FilterBar>
        <SearchField label="Name, file or description" value={list.search} onChange={list.setSearch} />
        <ByChip list={list} of={rows.data?.data.items ?? []} />
      </FilterBar>
      <Ready of={rows} what="The list of templates">
        {({ items, total, next }) => (
          <>
            {items.length === 0 && list.active > 0 && (
              <NoneMatch title="No template matches" onClear={list.clear} />
            )}
            {items.length === 0 && list.active === 0 && (
              <Empty icon={<IconFileCode aria-hidden="true" />} title="No templates yet">
                {keeps
                  ? 'Put files into the folder of templates, and register them here.'
                  : 'A superuser of automation registers them.'}
              </Empty>
            )}
            {items.length > 0 && (
              <DataTable
                label="Templates"
                columns={COLUMNS}
                rows={items}
                rowKey={({ id }) => id}
                rowName={({ name }) => name}
                rowTo={({ id }) => addressOf(id)}
                state={list}
                isByTime
                isOld={rows.isPlaceholderData}
                act={
                  runs
                    ? ({ id, name }) => (
                        <Button small to={runWith(id)} aria-label={`Run ${name}`}>
                          Run
                        </Button>
                      )
                    : undefined
                }
                menu={
                  keeps
                    ? (row) => [
                        { label: 'Edit', to: addressOf(row.id, 'edit') },
                        { label: 'See its source', to: addressOf(row.id, 'source') },
                        { label: 'Remove', danger: true, run: () => removal.ask(row) },
                      ]
                    : undefined
                }
              />
            )}
            <Pager state={list} next={next} rows={items.length} total={total.count} words={PAGES} />
          </>
        )}
      </Ready>
      {removal.dialog}
    </section>
  )
}

/** Who registered them: of those who are listed, or whom the address names. */
function ByChip({ list, of }: { list: ListState<'by'>; of: readonly Template[] }) {
  const { by } = list.filters
  const names = new Map(of.map(({ createdById, createdBy }) => [String(createdById ?? ''), createdBy]))
  if (by && !names.has(by)) names.set(by, `#${by}`)
  const options = [...names].flatMap(([value, label]) => (value && label ? [{ value, label }] : []))
  if (options.length === 0) return null
  return (
    <FilterChip label="By" value={by} options={options} onChange={(chosen) => list.setFilter('by', chosen)} />
  )
}

const PAGES = { newer: 'Previous', older: 'Next' }

const COLUMNS: readonly Column<Template>[] = [
  { key: 'name', head: 'Name', wide: true, cell: ({ name }) => <bdi>{name}</bdi> },
  { key: 'file', head: 'File', mono: true, wide: true, cell: ({ fileName }) => fileName },
  {
    key: 'engine',
    head: 'Language',
    short: true,
    cell: ({ engine }) => (engine ? ENGINES[engine] : <State look="failed">Not known</State>),
  },
  { key: 'variables', head: 'Variables', num: true, cell: ({ form }) => count(form.length) },
  {
    key: 'marks',
    head: 'What to know',
    short: true,
    cell: (row) => (
      <span className="line">
        {marksOf(row).map((mark) => (
          <Tag key={mark} accent={mark === 'changes hosts'}>
            {mark}
          </Tag>
        ))}
      </span>
    ),
  },
  { key: 'by', head: 'By', short: true, cell: ({ createdBy }) => createdBy ?? '' },
  { key: 'at', head: 'Registered', num: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
]

/** It comes below the list, which stands already. */
const NOTHING = <span />

function NotRegistered({ keeps }: { keeps: boolean }) {
  const found = useData(
    ['automation', 'templates', 'discovered'],
    (signal) => client.read('/api/automation/templates/discovered', { signal }),
    { live: TEMPLATE_LIVE },
  )
  return (
    <Ready of={found} what="The files that are not registered" skeleton={NOTHING}>
      {({ items, notes }) => (
        <>
          {notes.map((note) => (
            <Hint key={note}>{note}</Hint>
          ))}
          {items.length > 0 && (
            <Card title="Not registered yet" aside={<CountBadge>{count(items.length)}</CountBadge>} flush>
              <Rows>
                {items.map((item) => (
                  <FoundRow key={`${item.packagePath}${item.fileName}`} of={item} keeps={keeps} />
                ))}
              </Rows>
            </Card>
          )}
        </>
      )}
    </Ready>
  )
}

function FoundRow({ of, keeps }: { of: Discovered; keeps: boolean }) {
  const act = useAct()
  const { packagePath, fileName, proposal, fault, note } = of
  const register = () =>
    act(
      async () => {
        await client.post('/api/automation/templates/register', { body: { packagePath, fileName } })
        await queries.invalidateQueries({ queryKey: ['automation', 'templates'] })
      },
      { done: `${fileName} is a template now`, detail: proposal?.name },
    )
  const asked = proposal?.form.map(({ name }) => name) ?? []
  const words = [
    proposal?.description,
    asked.length > 0 && `Asks for ${asked.join(', ')}.`,
    note,
    fault && `It cannot be read. ${fault}`,
  ]
  return (
    <Row
      icon={<IconFileCode aria-hidden="true" />}
      title={<span className="mono">{fileName}</span>}
      note={words.filter(Boolean).join(' ') || `In ${packagePath}`}
      act={
        keeps &&
        proposal && (
          <Button small aria-label={`Register ${fileName}`} onClick={() => void register()}>
            Register
          </Button>
        )
      }
    >
      {fault && <State look="failed">Broken</State>}
    </Row>
  )
}
