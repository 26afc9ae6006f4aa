import type { Answer } from '@atelier/client'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { Link } from '../../../ui/link.tsx'
import type { ListState } from '../../../ui/list.ts'
import { type Look, State } from '../../../ui/state.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { scopeName } from '../accounts/words.ts'

type Token = Answer<'/api/tokens'>['items'][number]

/** How a token stands now. */
function standing({ revokedAt, expiresAt }: Token): { look: Look; word: string; isGood: boolean } {
  if (revokedAt !== null) return { look: 'stopped', word: 'Revoked', isGood: false }
  const isOver = expiresAt !== null && new Date(expiresAt).getTime() <= Date.now()
  return isOver
    ? { look: 'past', word: 'Expired', isGood: false }
    : { look: 'open', word: 'Active', isGood: true }
}

const columnsOf = (withAccount: boolean): readonly Column<Token>[] => [
  { key: 'name', head: 'Token', cell: (row) => row.name },
  ...(withAccount
    ? [
        {
          key: 'account',
          head: 'Account',
          cell: (row: Token) => (
            <Link to={`/app/operate/accounts/${row.account.id}`}>{row.account.name}</Link>
          ),
        },
      ]
    : []),
  { key: 'prefix', head: 'Begins with', mono: true, optional: true, cell: (row) => row.prefix },
  { key: 'scopes', head: 'May', optional: true, cell: (row) => row.scopes.map(scopeName).join('; ') },
  {
    key: 'state',
    head: 'State',
    cell: (row) => <State look={standing(row).look}>{standing(row).word}</State>,
  },
  {
    key: 'used',
    head: 'Last used',
    num: true,
    optional: true,
    cell: (row) => <Time at={row.lastUsedAt} none="never" />,
  },
  {
    key: 'expires',
    head: 'Ends',
    num: true,
    optional: true,
    cell: (row) => <Time at={row.expiresAt} form="day" none="never" />,
  },
]

export interface TokenTableProps {
  rows: readonly Token[]
  /** Whose they are is said elsewhere on the page. */
  isOneAccount?: boolean
  state?: ListState<string>
  isOld?: boolean
}

/** Tokens with what each may do; one that is good can be revoked. */
export function TokenTable({ rows, isOneAccount = false, state, isOld }: TokenTableProps) {
  const act = useAct()
  const [revoking, revoke] = useState<Token | null>(null)
  return (
    <>
      <DataTable
        label="Tokens"
        columns={columnsOf(!isOneAccount)}
        rows={rows}
        rowKey={({ id }) => id}
        rowName={({ name, account }) => `${name} of ${account.name}`}
        act={(row) =>
          standing(row).isGood && (
            <Button
              small
              danger
              onClick={() => revoke(row)}
              aria-label={`Revoke ${row.name} of ${row.account.name}`}
            >
              Revoke
            </Button>
          )
        }
        {...(state && { state })}
        {...(isOld !== undefined && { isOld })}
      />
      <ConfirmDialog
        title={`Revoke ${revoking?.name} of ${revoking?.account.name}?`}
        isOpen={revoking !== null}
        onClose={() => revoke(null)}
        act="Revoke"
        run={async () => {
          if (!revoking) return
          await client.delete('/api/tokens/{id}', { path: { id: revoking.id } })
          await act(async () => undefined, { done: `${revoking.name} opens nothing any more` })
        }}
      >
        Whatever uses it is refused from now on, within 5 seconds everywhere. It cannot be undone; a new one
        can be made.
      </ConfirmDialog>
    </>
  )
}
