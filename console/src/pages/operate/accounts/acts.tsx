import { IconCheck, IconUsersPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { personName } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { counted } from '../../../ui/time.tsx'

type Act = ReturnType<typeof useAct>
interface Named {
  id: number
  name: string
  firstName: string
  lastName: string
  disabled: boolean
}

const set = (id: number, disabled: boolean, reason?: string) =>
  client.patch('/api/accounts/{id}', {
    path: { id },
    body: { disabled, ...(reason && { reason }) },
  })

/** Lets an account in, or shuts it out at once; either can be undone. */
export const able = (act: Act, row: Named, isAble: boolean, reason?: string): Promise<boolean> =>
  act(() => set(row.id, !isAble, reason), {
    done: isAble
      ? `${personName(row)} may sign in again`
      : `${personName(row)} is disabled and signed out everywhere`,
    undo: () => set(row.id, isAble),
  })

/** What is done with several accounts at once. */
export function SelectionActs({
  accounts,
  groups,
  clear,
}: {
  accounts: readonly (Named & { groups: readonly { id: number }[] })[]
  groups: readonly { id: number; name: string }[]
  clear: () => void
}) {
  const act = useAct()
  const [isBusy, setBusy] = useState(false)
  const run = async (work: () => Promise<boolean>) => {
    setBusy(true)
    if (await work()) clear()
    setBusy(false)
  }
  const enable = accounts.filter(({ disabled }) => disabled)
  const disable = accounts.filter(({ disabled }) => !disabled)
  const setAll = (some: readonly Named[], disabled: boolean) => async () => {
    for (const { id } of some) await set(id, disabled)
  }
  const join = (group: number, isMember: boolean) => async () => {
    // Whoever is in it already stays in it when this is undone.
    for (const { id } of accounts.filter(({ groups: known }) => !known.some((each) => each.id === group))) {
      const path = { id: group, account: id }
      if (isMember) await client.put('/api/groups/{id}/members/{account}', { path })
      else await client.delete('/api/groups/{id}/members/{account}', { path })
    }
  }
  const words = (some: readonly Named[]) => counted(some.length, 'account')
  return (
    <>
      {groups.length > 0 && (
        <Menu
          label="Add to a group"
          target={
            <Button small icon={<IconUsersPlus aria-hidden="true" />} busy={isBusy}>
              Add to a group
            </Button>
          }
          items={groups.map(({ id, name }) => ({
            label: name,
            run: () =>
              void run(() =>
                act(join(id, true), { done: `${words(accounts)} put into ${name}`, undo: join(id, false) }),
              ),
          }))}
        />
      )}
      {enable.length > 0 && (
        <Button
          small
          icon={<IconCheck aria-hidden="true" />}
          busy={isBusy}
          onClick={() =>
            void run(() =>
              act(setAll(enable, false), { done: `${words(enable)} enabled`, undo: setAll(enable, true) }),
            )
          }
        >
          Enable {enable.length}
        </Button>
      )}
      {disable.length > 0 && (
        <Button
          small
          danger
          busy={isBusy}
          onClick={() =>
            void run(() =>
              act(setAll(disable, true), {
                done: `${words(disable)} disabled and signed out everywhere`,
                undo: setAll(disable, false),
              }),
            )
          }
        >
          Disable {disable.length}
        </Button>
      )}
    </>
  )
}
