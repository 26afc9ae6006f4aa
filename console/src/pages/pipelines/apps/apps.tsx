import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Tag } from '../../../ui/card.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { Link, useQueryState } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { counted } from '../../../ui/time.tsx'
import { TRAIL, usePipelines } from '../section.ts'
import css from './apps.module.css'
import { type App, appPath, newPath, usualTime } from './words.ts'

/** What can be done with files here, by category. */
export default function Apps() {
  const { operates } = usePipelines()
  const [{ search = '', category }, change] = useQueryState()
  const apps = useData(
    ['apps', search, category],
    (signal) =>
      client.read('/api/pipelines/apps', {
        query: { ...(search && { search }), ...(category && { category }) },
        signal,
      }),
    { live: ['pipelines.app', 'pipelines.policy'], keep: true },
  )
  const categories = useData(
    ['apps', 'categories'],
    (signal) => client.read('/api/pipelines/categories', { signal }),
    { live: ['pipelines.app'] },
  )
  const known = categories.data?.data.items ?? []
  const isFiltered = search !== '' || category !== undefined
  return (
    <>
      <PageHead
        title="Apps"
        trail={TRAIL}
        sentence="Choose what is done with your files. The results come back here."
        acts={operates && <Button to="/app/pipelines/definitions">Definitions</Button>}
      />
      <FilterBar>
        <SearchField
          label="Name, tag or description"
          value={search}
          onChange={(text) => change({ search: text || undefined })}
        />
        {(known.length > 1 || category !== undefined) && (
          <FilterChip
            label="Category"
            value={category ?? ''}
            options={known.map(({ key, label, apps: count }) => ({ value: key, label, count }))}
            onChange={(next) => change({ category: next || undefined })}
          />
        )}
      </FilterBar>
      <Ready of={apps} what="The apps">
        {({ items }) => {
          if (items.length > 0) return <Catalogue apps={items} only={category} order={known} />
          return isFiltered ? (
            <NoneMatch
              title="No app is like that"
              onClear={() => change({ search: undefined, category: undefined })}
            >
              There are others without this filter.
            </NoneMatch>
          ) : (
            <Empty
              title="No apps yet"
              acts={
                operates && (
                  <Button look="filled" to="/app/pipelines/definitions">
                    Add definitions
                  </Button>
                )
              }
            >
              An app takes files and a form, and gives results. {operates ? '' : 'An operator adds them.'}
            </Empty>
          )
        }}
      </Ready>
    </>
  )
}

interface Known {
  key: string
  label: string
  description: string
}

/** An app stands in the first of its categories; those without one come last. */
function Catalogue({
  apps,
  only,
  order,
}: {
  apps: readonly App[]
  only: string | undefined
  order: readonly Known[]
}) {
  const groups = new Map<string, { label: string; apps: App[] }>()
  for (const app of apps) {
    const category = app.categories.find(({ key }) => key === only) ?? app.categories[0]
    const key = category?.key ?? ''
    const group = groups.get(key) ?? { label: category?.label ?? 'Others', apps: [] }
    group.apps.push(app)
    groups.set(key, group)
  }
  const sorted = [...groups].sort(
    ([one, { label }], [other, { label: next }]) =>
      Number(one === '') - Number(other === '') || label.localeCompare(next),
  )
  return (
    <div className="stack">
      {sorted.map(([key, group]) => (
        <section key={key} aria-label={group.label}>
          {(sorted.length > 1 || key !== '') && (
            <div className={css.category}>
              <h2>{group.label}</h2>
              <span className="caption">{order.find((each) => each.key === key)?.description}</span>
            </div>
          )}
          <ul className={css.grid}>
            {group.apps.map((app) => (
              <AppCard key={app.key} of={app} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function AppCard({ of: app }: { of: App }) {
  const { label, version, summary, ready, missing, runner, uses, usual } = app
  return (
    <li className={css.app}>
      <div className="spread">
        <Link className={css.name} to={newPath(app)}>
          {label}
        </Link>
        {version && <Tag>{version}</Tag>}
      </div>
      <p className={`small ${css.summary}`}>{summary}</p>
      <div className={css.facts}>
        <State look={ready ? 'done' : 'attention'}>{ready ? 'Ready' : 'Not ready'}</State>
        <span className="caption">
          {[
            usual && `Usually ${usualTime(usual)}`,
            runner === 'outside' && ready && 'run elsewhere',
            uses > 0 ? `used ${counted(uses, 'time')}` : 'not used yet',
          ]
            .filter(Boolean)
            .join(', ')}
        </span>
      </div>
      {missing.length > 0 && <p className="caption">{missing.join(' ')}</p>}
      <Link className={`small ${css.about}`} to={appPath(app)} aria-label={`About ${label}`}>
        About
      </Link>
    </li>
  )
}
