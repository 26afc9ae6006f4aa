import type { Answer } from '@atelier/client'
import { Select, TextInput } from '@mantine/core'
import { IconUserPlus, IconUsersGroup } from '@tabler/icons-react'
import { useState } from 'react'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { Card, Row, Rows, Tag } from '../ui/card.tsx'
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx'
import { Empty } from '../ui/states.tsx'
import { type Column, DataTable } from '../ui/table.tsx'
import { counted } from '../ui/time.tsx'
import { useAct } from './act.ts'
import { client } from './client.ts'
import { Ready, useData } from './data.tsx'
import css from './team.module.css'

type Person = Answer<'/api/people'>['items'][number]
type Holder = { account: number } | { group: number }

/** Somebody with a role in a thing: an account or a group. */
export interface TeamMember<R extends string> {
  account: number | null
  group: number | null
  name: string
  fullName: string
  role: R
  people: number | null
  disabled: boolean
}

/** The people of a thing (a project, an event), and how their roles are set. */
export interface Team<R extends string> {
  /** Of the thing, as people read it. */
  title: string
  /** "project" */
  noun: string
  roles: readonly { value: R; label: string; short: string }[]
  set(holder: Holder, role: R | null): Promise<unknown>
  mayChange: boolean
  /** What stands where nobody has a role in the thing itself. */
  none: string
}

const holderOf = ({ account, group }: Pick<TeamMember<string>, 'account' | 'group'>): Holder =>
  account === null ? { group: group ?? 0 } : { account }
const nameOf = ({ name, fullName }: { name: string; fullName: string }) => fullName || name
const shortOf = <R extends string>({ roles }: Team<R>, role: R) =>
  roles.find(({ value }) => value === role)?.short ?? role

/** Who works on it, each with a role that may be changed in place. */
export function TeamList<R extends string>({
  of: items,
  team,
}: {
  of: readonly TeamMember<R>[]
  team: Team<R>
}) {
  const act = useAct()
  const [leaving, setLeaving] = useState<TeamMember<R> | null>(null)
  const change = (member: TeamMember<R>, role: R) =>
    act(() => team.set(holderOf(member), role), {
      done: `${nameOf(member)} is ${shortOf(team, role).toLowerCase()} now`,
      undo: () => team.set(holderOf(member), member.role),
    })
  const columns: readonly Column<TeamMember<R>>[] = [
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
        team.mayChange ? (
          <Select
            className={css.role}
            aria-label={`Role of ${nameOf(member)}`}
            data={team.roles.map(({ value, label }) => ({ value: value as string, label }))}
            value={member.role as string}
            allowDeselect={false}
            onChange={(role) => role && role !== member.role && void change(member, role as R)}
          />
        ) : (
          shortOf(team, member.role)
        ),
    },
  ]
  if (items.length === 0)
    return (
      <Empty icon={<IconUserPlus aria-hidden="true" />} title="No members yet">
        {team.none}
      </Empty>
    )
  return (
    <>
      <DataTable
        label="Members"
        columns={columns}
        rows={items}
        rowKey={({ account, group }) => (account === null ? `g${group}` : `a${account}`)}
        rowName={nameOf}
        {...(team.mayChange && {
          menu: (member: TeamMember<R>) => [
            { label: `Take out of the ${team.noun}`, danger: true, run: () => setLeaving(member) },
          ],
        })}
      />
      {leaving && (
        <ConfirmDialog
          isOpen
          onClose={() => setLeaving(null)}
          title={`Take ${nameOf(leaving)} out of ${team.title}?`}
          act="Take out"
          run={() => team.set(holderOf(leaving), null)}
        >
          <p>They see nothing of this {team.noun} any more, within seconds. What they have made stays.</p>
        </ConfirmDialog>
      )}
    </>
  )
}

/** Finds a person or a group by name and gives them a role. */
export function AddToTeam<R extends string>({ team, onClose }: { team: Team<R>; onClose: () => void }) {
  const act = useAct()
  const [search, setSearch] = useState('')
  const [role, setRole] = useState<R | undefined>(team.roles[0]?.value)
  const text = search.trim()
  const found = useData(
    ['people', text],
    (signal) => client.read('/api/people', { query: { search: text }, signal }),
    { when: text.length >= 2, keep: true },
  )
  const add = async ({ kind, id, name, fullName }: Person) => {
    if (role === undefined) return
    const holder = kind === 'account' ? { account: id } : { group: id }
    const isDone = await act(() => team.set(holder, role), {
      done: `${fullName || name} is ${shortOf(team, role).toLowerCase()} of ${team.title}`,
      undo: () => team.set(holder, null),
    })
    if (isDone) onClose()
  }
  return (
    <Dialog title={`Add a member to ${team.title}`} isOpen onClose={onClose}>
      <div className="stack-small">
        <Select
          label="As"
          data={team.roles.map(({ value, label }) => ({ value: value as string, label }))}
          value={(role ?? null) as string | null}
          allowDeselect={false}
          onChange={(value) => value && setRole(value as R)}
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
