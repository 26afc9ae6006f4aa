import { Checkbox } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { personName } from '../../../app/session.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import css from './accounts.module.css'
import { useGroupNames } from './counts.tsx'
import { RoleChecks } from './rights.tsx'
import type { Whole } from './words.ts'

const same = (a: readonly string[], b: readonly string[]) => [...a].sort().join() === [...b].sort().join()

/** The roles of an account, to be changed together; the change can be undone. */
export function RolesCard({ account }: { account: Whole }) {
  const { id, ownRoles, roles, kind } = account
  const act = useAct()
  const [chosen, choose] = useState<readonly string[]>(ownRoles)
  const [isAdministrator, setAdministrator] = useState(account.administrator)
  const change = { roles: !same(chosen, ownRoles), administrator: isAdministrator !== account.administrator }
  const set = async (next: readonly string[], administrator: boolean) => {
    if (change.administrator)
      await client.patch('/api/accounts/{id}', { path: { id }, body: { administrator } })
    if (change.roles)
      await client.put('/api/accounts/{id}/roles', { path: { id }, body: { roles: [...next] } })
  }
  const save = () =>
    act(() => set(chosen, isAdministrator), {
      done: `${personName(account)} has other rights now`,
      undo: () => set(ownRoles, account.administrator),
    })
  const isChanged = change.roles || change.administrator
  return (
    <Card title="May use">
      <div className="stack-small">
        <RoleChecks
          chosen={chosen}
          inherited={roles.filter((role) => !ownRoles.includes(role))}
          onChange={choose}
        />
        {kind === 'person' && (
          <Checkbox
            label="Administrator"
            description="May do everything: accounts, settings, all services."
            checked={isAdministrator}
            onChange={(event) => setAdministrator(event.currentTarget.checked)}
          />
        )}
        {isChanged && (
          <div className="line">
            <Button look="tint" onClick={() => void save()}>
              Save the rights
            </Button>
            <Button
              look="quiet"
              onClick={() => {
                choose(ownRoles)
                setAdministrator(account.administrator)
              }}
            >
              Keep as it was
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}

/** The groups of an account; each can be left and joined at once. */
export function GroupsCard({ account }: { account: Whole }) {
  const { id, groups } = account
  const act = useAct()
  const all = useGroupNames()
  const others = all.filter((each) => !groups.some((known) => known.id === each.id))
  const put = (group: number) =>
    client.put('/api/groups/{id}/members/{account}', { path: { id: group, account: id } })
  const take = (group: number) =>
    client.delete('/api/groups/{id}/members/{account}', { path: { id: group, account: id } })
  return (
    <Card
      title="Groups"
      flush
      aside={
        others.length > 0 &&
        account.mergedInto === null && (
          <Menu
            label="Add to a group"
            target={<Button small>Add to a group</Button>}
            items={others.map((group) => ({
              label: group.name,
              run: () =>
                void act(() => put(group.id), {
                  done: `${personName(account)} is in ${group.name} now`,
                  undo: () => take(group.id),
                }),
            }))}
          />
        )
      }
    >
      {groups.length === 0 ? (
        <p className={css.none}>In no group.</p>
      ) : (
        <Rows>
          {groups.map((group) => (
            <Row
              key={group.id}
              title={<Link to={`/app/operate/groups/${group.id}`}>{group.name}</Link>}
              act={
                <IconButton
                  label={`Take ${personName(account)} out of ${group.name}`}
                  onClick={() =>
                    void act(() => take(group.id), {
                      done: `${personName(account)} is not in ${group.name} any more`,
                      undo: () => put(group.id),
                    })
                  }
                >
                  <IconX aria-hidden="true" />
                </IconButton>
              }
            />
          ))}
        </Rows>
      )}
    </Card>
  )
}
