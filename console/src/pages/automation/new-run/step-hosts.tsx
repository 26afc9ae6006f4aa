import '@mantine/core/styles/SegmentedControl.css'
import { NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Empty, Failed, Hint } from '../../../ui/states.tsx'
import { count, counted } from '../../../ui/time.tsx'
import { type Draft, filterInWords, namesOf } from './draft.ts'
import { type Inventory, useGroups, useHostNames, useSelection } from './parts.ts'

/** Which inventory, and which of its hosts: with their number as it is now. */
export function StepHosts({
  draft,
  set,
  inventories,
  like,
}: {
  draft: Draft
  set(changes: Partial<Draft>): void
  inventories: readonly Inventory[]
  like: { id: number } | undefined
}) {
  if (inventories.length === 0)
    return (
      <Empty
        icon={null}
        title="No inventory yet"
        acts={
          <Button look="filled" to="/app/automation/inventories">
            Make an inventory
          </Button>
        }
      >
        An inventory is the list of hosts that a run is about.
      </Empty>
    )
  return (
    <Card title="Hosts">
      <div className="stack">
        <NativeSelect
          label="Inventory (required)"
          value={String(draft.inventory ?? '')}
          data={[
            { value: '', label: 'Choose one' },
            ...inventories.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          onChange={({ currentTarget: { value } }) => set({ inventory: Number(value) || undefined })}
        />
        {draft.inventory !== undefined && <Which draft={draft} set={set} like={like} />}
      </div>
    </Card>
  )
}

function Which({
  draft,
  set,
  like,
}: {
  draft: Draft
  set(changes: Partial<Draft>): void
  like: { id: number } | undefined
}) {
  const all = useHostNames(draft.inventory)
  return (
    <>
      <SegmentedControl
        aria-label="Which hosts"
        data={[
          { value: 'all', label: all.data ? `All ${count(all.data.count)}` : 'All' },
          { value: 'fit', label: 'Those that fit' },
          { value: 'named', label: 'These' },
          ...(draft.same && like ? [{ value: 'same', label: `As #${like.id}` }] : []),
        ]}
        value={draft.which}
        onChange={(which) => set({ which: which as Draft['which'] })}
      />
      {draft.which === 'same' && draft.same && (
        <p className="small" dir="auto">
          {filterInWords(draft.same)}
        </p>
      )}
      {draft.which === 'fit' && <Fit draft={draft} set={set} />}
      {draft.which === 'named' && (
        <Textarea
          label="Names of hosts, one a line (required)"
          autosize
          minRows={4}
          maxRows={14}
          className="mono"
          value={draft.names}
          onChange={({ currentTarget }) => set({ names: currentTarget.value })}
        />
      )}
      <Counted draft={draft} total={all.data?.count} />
    </>
  )
}

function Fit({ draft, set }: { draft: Draft; set(changes: Partial<Draft>): void }) {
  const groups = useGroups(draft.inventory)
  return (
    <>
      <NativeSelect
        label="Group"
        value={draft.group}
        data={[
          { value: '', label: 'Any' },
          ...(groups.data?.items ?? []).map(({ name, hosts }) => ({
            value: name,
            label: `${name} (${count(hosts.all)})`,
          })),
        ]}
        onChange={({ currentTarget }) => set({ group: currentTarget.value })}
      />
      <TextInput
        label="Platform"
        placeholder="Any"
        value={draft.platform}
        onChange={({ currentTarget }) => set({ platform: currentTarget.value.trim() })}
      />
      <TextInput
        label="Name has in it"
        placeholder="Anything"
        value={draft.search}
        onChange={({ currentTarget }) => set({ search: currentTarget.value.trim() })}
      />
    </>
  )
}

const SHOWN = 12

function Counted({ draft, total }: { draft: Draft; total: number | undefined }) {
  const selection = useSelection(draft)
  if (selection.error)
    return (
      <Failed error={selection.error} what="The number of hosts" onRetry={() => void selection.refetch()} />
    )
  const { data } = selection
  if (!data) return null
  if (draft.which === 'named' && namesOf(draft).length === 0) return null
  const more = data.names.length - SHOWN
  return (
    <div aria-live="polite" className="stack-small">
      <p>
        <b>
          {total === undefined
            ? counted(data.count, 'host')
            : `${count(data.count)} of ${counted(total, 'host')}`}
        </b>
      </p>
      {data.unknown.length > 0 && (
        <Hint>
          The inventory has no {data.unknown.slice(0, SHOWN).join(', ')}
          {data.unknown.length > SHOWN && ` and ${count(data.unknown.length - SHOWN)} more`}. They would count
          as failed.
        </Hint>
      )}
      {data.count > 0 && (
        <p className="caption" dir="auto">
          {data.names.slice(0, SHOWN).join(', ')}
          {more > 0 && ` and ${count(data.count - SHOWN)} more`}
        </p>
      )}
    </div>
  )
}
