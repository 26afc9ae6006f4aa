import { TextInput } from '@mantine/core'
import { IconPlus, IconUsersGroup } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { FilterBar, SearchField } from '../../../ui/filters.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count } from '../../../ui/time.tsx'
import { AccountTabs, CountSentence } from '../accounts/counts.tsx'
import { MayUse } from '../accounts/rights.tsx'

interface Group {
  id: number
  name: string
  members: number
  roles: string[]
}

const services = (roles: readonly string[]) => [...new Set(roles.map((role) => role.split(':')[0] as string))]

const COLUMNS: readonly Column<Group>[] = [
  { key: 'name', head: 'Group', wide: true, cell: ({ name }) => name },
  {
    key: 'use',
    head: 'May use',
    cell: ({ roles }) => <MayUse services={services(roles)} administrator={false} />,
  },
  { key: 'members', head: 'Members', num: true, cell: ({ members }) => count(members) },
]

/** Groups, with the roles that they carry. */
export default function Groups() {
  const [isMaking, setMaking] = useState(false)
  const list = useListState()
  const groups = useData(
    ['groups', list.search, list.cursor],
    (signal) =>
      client.read('/api/groups', { signal, query: { search: list.search || undefined, after: list.cursor } }),
    { live: ['group', 'roles', 'role'], keep: true },
  )
  const make = (
    <Button look="filled" icon={<IconPlus aria-hidden="true" />} onClick={() => setMaking(true)}>
      New group
    </Button>
  )
  return (
    <>
      <PageHead
        title="Groups"
        trail={[{ label: 'Operate', to: '/app/operate/accounts' }]}
        sentence={<CountSentence />}
        acts={make}
      />
      <div className="stack">
        <div className="spread">
          <AccountTabs />
          <FilterBar>
            <SearchField label="Name of the group" value={list.search} onChange={list.setSearch} />
          </FilterBar>
        </div>
        <Ready of={groups} what="The list of groups">
          {({ items, next }) => {
            if (items.length === 0 && list.active > 0)
              return <NoneMatch title="No group matches." onClear={list.clear} />
            if (items.length === 0)
              return (
                <Empty icon={<IconUsersGroup aria-hidden="true" />} title="No groups yet">
                  A group carries roles. Whoever is put into it has them, and loses them when they leave it.
                </Empty>
              )
            return (
              <>
                <DataTable
                  label="Groups"
                  columns={COLUMNS}
                  rows={items}
                  rowKey={({ id }) => id}
                  rowName={({ name }) => name}
                  rowTo={({ id }) => `/app/operate/groups/${id}`}
                  state={list}
                  isOld={groups.isPlaceholderData}
                />
                <Pager
                  state={list}
                  next={next}
                  rows={items.length}
                  words={{ newer: 'Previous', older: 'Next' }}
                />
              </>
            )
          }}
        </Ready>
      </div>
      {isMaking && <NewGroup onClose={() => setMaking(false)} />}
    </>
  )
}

function NewGroup({ onClose }: { onClose: () => void }) {
  const go = useGo()
  const form = useForm({
    initial: { name: '' },
    fieldOf: { name_taken: 'name', invalid_name: 'name' },
    check: ({ name }) => ({ name: !name.trim() && 'Give the group a name.' }),
    send: ({ name }) => client.post('/api/groups', { body: { name: name.trim() } }),
    done: ({ id }) => go(`/app/operate/groups/${id}`),
  })
  return (
    <Dialog title="New group" isOpen onClose={onClose}>
      <Form of={form} submit="Make the group" cancel={<Button onClick={onClose}>Back</Button>}>
        <TextInput label="Name (required)" maxLength={100} data-autofocus {...form.field('name')} />
      </Form>
    </Dialog>
  )
}
