import { Select } from '@mantine/core'
import '@mantine/core/styles/Combobox.css'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { useParam, useQueryState } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { TextDiff } from '../../../ui/text-diff.tsx'
import { counted, moment } from '../../../ui/time.tsx'
import { TRAIL, useAutomation } from '../section.ts'
import { SideBySide } from './side-by-side.tsx'
import { BACK, backupPath, type Config } from './words.ts'

const MOST = 200
/** There is no room for two texts beside each other. */
const isNarrow = () => matchMedia('(max-width: 48em)').matches

/** Two versions beside each other: of one host, or of two. */
export default function Compare() {
  useAutomation()
  const id = Number(useParam('id'))
  const config = useData(['automation', 'configs', 'one', id], (signal) =>
    client.read('/api/automation/configs/{id}', { path: { id }, signal }),
  )
  return (
    <Ready of={config} thing={`configuration ${id}`} back={BACK}>
      {(found) => <Compared of={found} />}
    </Ready>
  )
}

function Compared({ of }: { of: Config }) {
  const [query, setQuery] = useQueryState()
  const other = Number(query.with) || of.id
  const [from, to] = [Number(query.from) || 1, Number(query.to) || (of.number ?? 1)]
  const isUnified = (query.view ?? (isNarrow() ? 'below' : 'beside')) === 'below'
  const path = { id: of.id }
  const diff = useData(
    ['automation', 'configs', 'diff', of.id, from, other, to],
    (signal) =>
      client.read('/api/automation/configs/{id}/diff', { path, query: { from, to, with: other }, signal }),
    { keep: true },
  )
  return (
    <>
      <PageHead
        title={`What changed on ${of.host}`}
        trail={[...TRAIL, { label: 'Backups', to: BACK.to }, { label: of.host, to: backupPath(of) }]}
        sentence={
          diff.data &&
          `${counted(diff.data.data.added, 'line')} came, ${counted(diff.data.data.removed, 'line')} went.`
        }
        acts={
          <Button onClick={() => setQuery({ view: isUnified ? 'beside' : 'below' })}>
            {isUnified ? 'Beside each other' : 'Below each other'}
          </Button>
        }
      />
      <div className="stack">
        <div className="columns">
          <VersionSelect
            label="From"
            config={of.id}
            value={from}
            onChange={(value) => setQuery({ from: value })}
          />
          <HostSelect of={of} value={other} onChange={(value) => setQuery({ with: value, to: '1' })} />
          <VersionSelect label="To" config={other} value={to} onChange={(value) => setQuery({ to: value })} />
        </div>
        <Ready of={diff} what="The comparison">
          {(found) =>
            found.hunks.length === 0 ? (
              <p>The two say the same.</p>
            ) : isUnified ? (
              <TextDiff diff={found} label="What differs" />
            ) : (
              <SideBySide diff={found} />
            )
          }
        </Ready>
      </div>
    </>
  )
}

function VersionSelect({
  label,
  config,
  value,
  onChange,
}: {
  label: string
  config: number
  value: number
  onChange: (value: string) => void
}) {
  const versions = useData(['automation', 'configs', 'versions', config, 'all'], (signal) =>
    client.read('/api/automation/configs/{id}/versions', {
      path: { id: config },
      query: { limit: MOST },
      signal,
    }),
  )
  const known = (versions.data?.data.items ?? []).map(({ number, at }) => ({
    value: String(number),
    label: `Version ${number}, ${moment(at)}`,
  }))
  return (
    <Select
      label={label}
      data={known}
      value={String(value)}
      allowDeselect={false}
      onChange={(chosen) => chosen && onChange(chosen)}
    />
  )
}

function HostSelect({
  of,
  value,
  onChange,
}: {
  of: Config
  value: number
  onChange: (value: string) => void
}) {
  const hosts = useData(['automation', 'configs', 'hosts', of.inventoryId], (signal) =>
    client.read('/api/automation/configs', { query: { inventory: of.inventoryId, limit: MOST }, signal }),
  )
  const known = (hosts.data?.data.items ?? [of])
    .filter(({ versions }) => versions > 0)
    .map(({ id, host }) => ({ value: String(id), label: host }))
  return (
    <Select
      label="Of host"
      data={known}
      value={String(value)}
      searchable
      allowDeselect={false}
      onChange={(chosen) => chosen && onChange(chosen)}
    />
  )
}
