import type { Answer } from '@atelier/client'
import { Select, TextInput } from '@mantine/core'
import { IconUserPlus, IconUsersGroup } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Avatar } from '../../../ui/avatar.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows, Tag } from '../../../ui/card.tsx'
import { ConfirmDialog, Dialog } from '../../../ui/dialog.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { Empty } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { counted } from '../../../ui/time.tsx'
import { BACK, mayIn, type Project, trailTo, useProject } from '../project.ts'
import css from './members.module.css'

type Member = Answer<'/api/collection/projects/{id}/members'>['items'][number]
type Person = Answer<'/api/people'>['items'][number]
type Role = Member['role']

const ROLES: readonly { value: Role; label: string }[] = [
  { value: 'coordinator', label: 'Coordinator: links and counts' },
  { value: 'manager', label: 'Data manager: answers and exports' },
  { value: 'owner', label: 'Owner: members and settings' },
]
const SHORT: Record<Role, string> = { coordinator: 'Coordinator', manager: 'Data manager', owner: 'Owner' }

const holderOf = ({ account, group }: Pick<Member, 'account' | 'group'>) =>
  account === null ? { group: group ?? 0 } : { account }
const nameOf = ({ name, fullName }: Pick<Member, 'name' | 'fullName'>) => fullName || name

const setRole = (project: number, holder: { account: number } | { group: number }, role: Role | null) =>
  client.put('/api/collection/projects/{id}/members', { path: { id: project }, body: { ...holder, role } })

export default function Members() {
  const { id, url, project } = useProject()
  const [isAdding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<Member | null>(null)
  const members = useData(
    ['project', id, 'members'],
    (signal) => client.read('/api/collection/projects/{id}/members', { path: { id }, signal }),
    { live: ['collection.member'] },
  )
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(project) => (
        <>
          <PageHead
            title="Members"
            trail={trailTo(project, url)}
            sentence={
              members.data &&
              `${counted(members.data.data.items.length, 'member')} of this project. Administrators, and people with a role in all projects, are not listed.`
            }
            acts={
              mayIn(project, 'owner') && (
                <Button
                  look="filled"
                  icon={<IconUserPlus aria-hidden="true" />}
                  onClick={() => setAdding(true)}
                >
                  Add a member
                </Button>
              )
            }
          />
          <Ready of={members} what="The list of members">
            {({ items }) => <List of={items} project={project} onRemove={setLeaving} />}
          </Ready>
          {isAdding && <AddDialog project={project} onClose={() => setAdding(false)} />}
          {leaving && (
            <ConfirmDialog
              isOpen
              onClose={() => setLeaving(null)}
              title={`Take ${nameOf(leaving)} out of ${project.title}?`}
              act="Take out"
              run={() => setRole(id, holderOf(leaving), null)}
            >
              <p>They see nothing of this project any more, within seconds. What they have made stays.</p>
            </ConfirmDialog>
          )}
        </>
      )}
    </Ready>
  )
}

function List({
  of: items,
  project,
  onRemove,
}: {
  of: readonly Member[]
  project: Project
  onRemove: (member: Member) => void
}) {
  const act = useAct()
  const isOwner = mayIn(project, 'owner')
  const change = (member: Member, role: Role) =>
    act(() => setRole(project.id, holderOf(member), role), {
      done: `${nameOf(member)} is ${SHORT[role].toLowerCase()} now`,
      undo: () => setRole(project.id, holderOf(member), member.role),
    })
  const columns: readonly Column<Member>[] = [
    {
      key: 'name',
      head: 'Member',
      wide: true,
      cell: (member) => (
        <span className={css.name}>
          {member.group === null ? <Avatar name={nameOf(member)} /> : <IconUsersGroup aria-hidden="true" />}
          <bdi>{nameOf(member)}</bdi>
          {member.fullName && <span className="muted">{member.name}</span>}
          {member.people !== null && (
            <span className="muted">group, {counted(member.people, 'person', 'people')}</span>
          )}
          {member.disabled && <Tag>disabled</Tag>}
        </span>
      ),
    },
    {
      key: 'role',
      head: 'Role',
      cell: (member) =>
        isOwner ? (
          <Select
            className={css.role}
            aria-label={`Role of ${nameOf(member)}`}
            data={[...ROLES]}
            value={member.role}
            allowDeselect={false}
            onChange={(role) => role && role !== member.role && change(member, role as Role)}
          />
        ) : (
          SHORT[member.role]
        ),
    },
  ]
  if (items.length === 0)
    return (
      <Empty icon={<IconUserPlus aria-hidden="true" />} title="No members yet">
        A secret of the installation made this project. Add an owner, so that somebody runs it.
      </Empty>
    )
  return (
    <DataTable
      label="Members"
      columns={columns}
      rows={items}
      rowKey={({ account, group }) => (account === null ? `g${group}` : `a${account}`)}
      rowName={nameOf}
      {...(isOwner && {
        menu: (member: Member) => [
          { label: 'Take out of the project', danger: true, run: () => onRemove(member) },
        ],
      })}
    />
  )
}

function AddDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const act = useAct()
  const [search, setSearch] = useState('')
  const [role, setRoleWanted] = useState<Role>('coordinator')
  const text = search.trim()
  const found = useData(
    ['people', text],
    (signal) => client.read('/api/people', { query: { search: text }, signal }),
    { when: text.length >= 2, keep: true },
  )
  const add = async ({ kind, id, name, fullName }: Person) => {
    const holder = kind === 'account' ? { account: id } : { group: id }
    const isDone = await act(() => setRole(project.id, holder, role), {
      done: `${fullName || name} is ${SHORT[role].toLowerCase()} of ${project.title}`,
      undo: () => setRole(project.id, holder, null),
    })
    if (isDone) onClose()
  }
  return (
    <Dialog title={`Add a member to ${project.title}`} isOpen onClose={onClose}>
      <div className="stack-small">
        <Select
          label="As"
          data={[...ROLES]}
          value={role}
          allowDeselect={false}
          onChange={(value) => value && setRoleWanted(value as Role)}
        />
        <TextInput
          label="Name of a person or a group"
          description="At least two letters. They must have an account here."
          type="search"
          data-autofocus
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {text.length >= 2 && (
          <Ready of={found} what="The search">
            {({ items }) =>
              items.length === 0 ? (
                <p role="status" className="small">
                  Nobody here is named like “{text}”. Ask an administrator to invite them.
                </p>
              ) : (
                <Card flush>
                  <Rows>
                    {items.map((person) => (
                      <Row
                        key={`${person.kind}${person.id}`}
                        icon={<Avatar name={person.fullName || person.name} />}
                        title={<bdi>{person.fullName || person.name}</bdi>}
                        note={person.kind === 'group' ? 'group' : person.name}
                        act={
                          <Button
                            small
                            look="tint"
                            aria-label={`Add ${person.name}`}
                            onClick={() => void add(person)}
                          >
                            Add
                          </Button>
                        }
                      />
                    ))}
                  </Rows>
                </Card>
              )
            }
          </Ready>
        )}
      </div>
    </Dialog>
  )
}
