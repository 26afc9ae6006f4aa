import { TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { personName } from '../../../app/session.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { ConfirmDialog, Dialog } from '../../../ui/dialog.tsx'
import { SearchField } from '../../../ui/filters.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { Link, useGo, useParam } from '../../../ui/link.tsx'
import { useListState } from '../../../ui/list.ts'
import { Menu } from '../../../ui/menu.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { counted } from '../../../ui/time.tsx'
import css from '../accounts/accounts.module.css'
import { AccountRows } from '../accounts/parts.tsx'
import { RoleChecks } from '../accounts/rights.tsx'

const GROUPS = { label: 'Groups', to: '/app/operate/groups' }

interface Group {
  id: number
  name: string
  members: number
  roles: string[]
}

/** One group: who is in it, and what they may use by it. */
export default function GroupPage() {
  const id = Number(useParam('id'))
  const group = useData(
    ['group', id],
    (signal) => client.read('/api/groups/{id}', { path: { id }, signal }),
    {
      live: ({ object }) => object === `group:${id}`,
    },
  )
  return (
    <Ready of={group} thing={`group ${id}`} back={{ label: 'All groups', to: GROUPS.to }}>
      {(data) => <Page group={data} />}
    </Ready>
  )
}

function Page({ group }: { group: Group }) {
  const { id, name, members } = group
  const go = useGo()
  const [open, setOpen] = useState<'rename' | 'remove' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <PageHead
        title={name}
        trail={[{ label: 'Operate', to: '/app/operate/accounts' }, GROUPS]}
        sentence={members === 0 ? 'Nobody is in it yet.' : `${counted(members, 'member')}.`}
        acts={
          <>
            <Button onClick={() => setOpen('rename')}>Rename</Button>
            <Menu
              label={`More acts on ${name}`}
              framed
              items={[{ label: 'Remove the group', danger: true, run: () => setOpen('remove') }]}
            />
          </>
        }
      />
      <WithSide side={<Rights key={group.roles.join()} group={group} />}>
        <Members group={group} />
      </WithSide>
      {open === 'rename' && <Rename group={group} onClose={close} />}
      <ConfirmDialog
        title={`Remove ${name}?`}
        isOpen={open === 'remove'}
        onClose={close}
        act="Remove the group"
        run={async () => {
          await client.delete('/api/groups/{id}', { path: { id } })
          notify({ title: `The group ${name} is removed` })
          go(GROUPS.to)
        }}
      >
        {members === 0
          ? 'Nobody is in it.'
          : `${counted(members, 'member loses', 'members lose')} the roles that it carries, and keep their own.`}{' '}
        It cannot be undone.
      </ConfirmDialog>
    </>
  )
}

function Rights({ group }: { group: Group }) {
  const { id, name, roles } = group
  const act = useAct()
  const [chosen, choose] = useState<readonly string[]>(roles)
  const isChanged = chosen.join() !== roles.join()
  const set = (next: readonly string[]) =>
    client.put('/api/groups/{id}/roles', { path: { id }, body: { roles: [...next] } })
  const save = () =>
    act(() => set(chosen), { done: `Members of ${name} have other rights now`, undo: () => set(roles) })
  return (
    <Card title="Members may use">
      <div className="stack-small">
        <RoleChecks chosen={chosen} onChange={choose} />
        {isChanged && (
          <div className="line">
            <Button look="tint" onClick={() => void save()}>
              Save the rights
            </Button>
            <Button look="quiet" onClick={() => choose(roles)}>
              Keep as it was
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}

function Members({ group: { id, name } }: { group: Group }) {
  const act = useAct()
  const list = useListState()
  const [isAdding, setAdding] = useState(false)
  const members = useData(
    ['group', id, 'members', list.search, list.cursor],
    (signal) =>
      client.read('/api/accounts', {
        signal,
        query: { group: id, sort: 'name', search: list.search || undefined, after: list.cursor },
      }),
    { live: ['group', 'account'], keep: true },
  )
  const path = (account: number) => ({ path: { id, account } })
  const take = (person: { id: number; name: string; firstName: string; lastName: string }) =>
    act(() => client.delete('/api/groups/{id}/members/{account}', path(person.id)), {
      done: `${personName(person)} is not in ${name} any more`,
      undo: () => client.put('/api/groups/{id}/members/{account}', path(person.id)),
    })
  return (
    <>
      <div className="spread">
        <search>
          <SearchField label="Member" value={list.search} onChange={list.setSearch} />
        </search>
        <Button look="filled" onClick={() => setAdding(true)}>
          Add a member
        </Button>
      </div>
      <Card title="Members" flush>
        <Ready of={members} what="The list of members">
          {({ items, next, total }) =>
            items.length === 0 ? (
              <p className={css.none}>{list.active > 0 ? 'No member matches.' : 'Nobody is in it yet.'}</p>
            ) : (
              <>
                <Rows>
                  {items.map((person) => (
                    <Row
                      key={person.id}
                      icon={<Avatar name={personName(person)} />}
                      title={<Link to={`/app/operate/accounts/${person.id}`}>{personName(person)}</Link>}
                      note={person.name}
                      act={
                        <IconButton
                          label={`Take ${personName(person)} out of ${name}`}
                          onClick={() => void take(person)}
                        >
                          <IconX aria-hidden="true" />
                        </IconButton>
                      }
                    />
                  ))}
                </Rows>
                {next !== null || list.cursor !== undefined ? (
                  <Pager
                    state={list}
                    next={next}
                    rows={items.length}
                    total={total.count}
                    words={{ newer: 'Previous', older: 'Next' }}
                  />
                ) : null}
              </>
            )
          }
        </Ready>
      </Card>
      {isAdding && <AddMember group={{ id, name }} onClose={() => setAdding(false)} />}
    </>
  )
}

function AddMember({ group, onClose }: { group: { id: number; name: string }; onClose: () => void }) {
  const act = useAct()
  const [search, setSearch] = useState('')
  const found = useData(
    ['accounts', 'to-add', group.id, search],
    (signal) =>
      client.read('/api/accounts', {
        signal,
        query: { sort: 'name', state: 'active', limit: 20, ...(search && { search }) },
      }),
    { live: ['group'], keep: true },
  )
  const add = (id: number, words: string) =>
    act(() => client.put('/api/groups/{id}/members/{account}', { path: { id: group.id, account: id } }), {
      done: `${words} is in ${group.name} now`,
      undo: () =>
        client.delete('/api/groups/{id}/members/{account}', { path: { id: group.id, account: id } }),
    })
  return (
    <Dialog title={`Add to ${group.name}`} isOpen onClose={onClose} wide>
      <div className="stack-small">
        <SearchField label="Name, sign-in or e-mail" value={search} onChange={setSearch} />
        <Ready of={found} what="The list of accounts">
          {({ items }) => {
            const others = items.filter(({ groups }) => !groups.some(({ id }) => id === group.id))
            if (others.length === 0) return <p className="caption">Nobody else matches.</p>
            return (
              <AccountRows
                accounts={others}
                act={(each) => (
                  <Button
                    small
                    onClick={() => void add(each.id, personName(each))}
                    aria-label={`Add ${personName(each)}`}
                  >
                    Add
                  </Button>
                )}
              />
            )
          }}
        </Ready>
      </div>
    </Dialog>
  )
}

function Rename({ group: { id, name }, onClose }: { group: Group; onClose: () => void }) {
  const form = useForm({
    initial: { name },
    fieldOf: { name_taken: 'name', invalid_name: 'name' },
    check: (values) => ({ name: !values.name.trim() && 'Give the group a name.' }),
    send: (values) => client.patch('/api/groups/{id}', { path: { id }, body: { name: values.name.trim() } }),
    done: onClose,
  })
  return (
    <Dialog title={`Rename ${name}`} isOpen onClose={onClose}>
      <Form of={form} submit="Save the name" cancel={<Button onClick={onClose}>Keep {name}</Button>}>
        <TextInput label="Name (required)" maxLength={100} data-autofocus {...form.field('name')} />
      </Form>
    </Dialog>
  )
}
