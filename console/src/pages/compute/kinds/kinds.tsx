import { TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { FilterBar, ToggleChip } from '../../../ui/filters.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo, useQueryState } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { TRAIL, useCompute } from '../section.ts'
import { KindIcon } from '../sessions/kind-icon.tsx'
import css from './kinds.module.css'
import type { Kind } from './values.ts'

const KINDS = '/app/compute/kinds'

export default function Kinds() {
  useCompute()
  const act = useAct()
  const [query, change] = useQueryState()
  const [isMaking, setMaking] = useState(false)
  const archived = query.archived === 'yes'
  const kinds = useData(
    ['kinds', archived],
    (signal) => client.read('/api/compute/kinds', { query: { archived }, signal }),
    { live: ['compute.kind'], keep: true },
  )
  /** Takes the place of its neighbour; those of the same place get one each on the way. */
  const move = (items: readonly Kind[], from: number, by: -1 | 1) =>
    void act(async () => {
      const order = [...items]
      const [moved] = order.splice(from, 1)
      if (!moved) return
      order.splice(from + by, 0, moved)
      for (const [position, { id, position: before }] of order.entries())
        if (before !== position + 1)
          await client.patch('/api/compute/kinds/{id}', { path: { id }, body: { position: position + 1 } })
    })
  return (
    <>
      <PageHead
        title="Session kinds"
        trail={TRAIL}
        sentence="What people can launch, in the order of the launch page."
        acts={
          <Button look="filled" icon={<IconPlus />} onClick={() => setMaking(true)}>
            Add a kind
          </Button>
        }
      />
      <FilterBar>
        <ToggleChip
          label="Also those put away"
          isOn={archived}
          onChange={(isOn) => change({ archived: isOn ? 'yes' : undefined })}
        />
      </FilterBar>
      <Ready of={kinds} what="The list of session kinds">
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              title="No session kinds"
              acts={
                <Button look="filled" onClick={() => setMaking(true)}>
                  Add a kind
                </Button>
              }
            >
              Nobody can launch anything. A kind says which program runs, how much it may get, and who sees
              it.
            </Empty>
          ) : (
            <DataTable
              label="Session kinds"
              columns={COLUMNS}
              rows={items}
              rowKey={({ id }) => id}
              rowName={({ definition }) => definition.name}
              rowTo={({ id }) => `${KINDS}/${id}`}
              menu={(kind) => {
                const at = items.findIndex(({ id }) => id === kind.id)
                return [
                  at > 0 && { label: 'Move up', icon: <IconArrowUp />, run: () => move(items, at, -1) },
                  at < items.length - 1 && {
                    label: 'Move down',
                    icon: <IconArrowDown />,
                    run: () => move(items, at, 1),
                  },
                ]
              }}
              isByTime
            />
          )
        }
      </Ready>
      <Dialog title="Add a session kind" isOpen={isMaking} onClose={() => setMaking(false)}>
        <NewKind onClose={() => setMaking(false)} like={kinds.data?.data.items[0]} />
      </Dialog>
    </>
  )
}

const COLUMNS: readonly Column<Kind>[] = [
  {
    key: 'name',
    head: 'Name',
    cell: ({ definition: { icon, name } }) => (
      <span className={css.named}>
        <KindIcon of={icon} /> {name}
      </span>
    ),
    wide: true,
  },
  { key: 'key', head: 'Key', cell: ({ key }) => key, mono: true },
  {
    key: 'state',
    head: 'State',
    cell: ({ isArchived }) =>
      isArchived ? <State look="stopped">Put away</State> : <State look="open">Offered</State>,
  },
  {
    key: 'who',
    head: 'Seen by',
    cell: ({ definition: { groups } }) =>
      groups.length === 0 ? 'everybody' : groups.length === 1 ? '1 group' : `${groups.length} groups`,
  },
  { key: 'version', head: 'Version', cell: ({ version }) => version, num: true },
  { key: 'at', head: 'Changed', cell: ({ madeAt }) => <Time at={madeAt} />, num: true },
]

/** A program of one's own begins with the options of the first kind; the rest is filled in on its page. */
function NewKind({ onClose, like }: { onClose: () => void; like: Kind | undefined }) {
  const go = useGo()
  const form = useForm({
    initial: { key: '', name: '', command: '' },
    check: ({ key, name, command }) => ({
      key: !/^[a-z][a-z0-9_-]{0,63}$/.test(key) && 'Small letters, digits, _ and -; it begins with a letter.',
      name: !name.trim() && 'Give the kind a name.',
      command: !command.trim() && 'Say which program it runs.',
    }),
    send: ({ key, name, command }) =>
      client.post('/api/compute/kinds', {
        body: { key, definition: { ...EMPTY, parameters: like?.definition.parameters ?? [], name, command } },
      }),
    done: ({ id }) => go(`${KINDS}/${id}`),
    fieldOf: { kind_taken: 'key' },
  })
  return (
    <Form of={form} submit="Add the kind" cancel={<Button onClick={onClose}>Back</Button>}>
      <TextInput
        label="Key (required)"
        description="How programs name it; it stays for good."
        maxLength={64}
        data-autofocus
        {...form.field('key')}
      />
      <TextInput label="Name (required)" maxLength={64} {...form.field('name')} />
      <TextInput
        label="Command (required)"
        description="What runs, beginning in a hidden folder of the session; the workspace is $ATELIER_WORKSPACE. The rest comes next."
        maxLength={2_000}
        {...form.field('command')}
      />
    </Form>
  )
}

const EMPTY: Kind['definition'] = {
  name: '',
  description: '',
  icon: '',
  type: 'command',
  command: '',
  startPage: null,
  readyPath: null,
  atRoot: false,
  env: {},
  parameters: [],
  fields: [],
  groups: [],
  resources: [],
  idleMinutes: null,
  maxMinutes: null,
  extendMinutes: null,
  helper: true,
}
