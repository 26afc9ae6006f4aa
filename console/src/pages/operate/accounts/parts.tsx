import type { ReactNode } from 'react'
import { personName } from '../../../app/session.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { Row, Rows } from '../../../ui/card.tsx'
import type { ListState } from '../../../ui/list.ts'
import { Pager } from '../../../ui/pager.tsx'
import { zone } from '../../../ui/time.tsx'
import type { Account } from './words.ts'

/** Accounts to choose from, one a line. */
export function AccountRows({
  accounts,
  act,
}: {
  accounts: readonly Account[]
  act: (account: Account) => ReactNode
}) {
  return (
    <Rows>
      {accounts.map((each) => (
        <Row
          key={each.id}
          icon={<Avatar name={personName(each)} />}
          title={personName(each)}
          note={[each.name, each.email].filter(Boolean).join(' · ')}
          act={act(each)}
        />
      ))}
    </Rows>
  )
}

/** Where one is in a list that is not by time. */
export function ListPager({
  state,
  page: { items, next, total },
}: {
  state: ListState<string>
  page: { items: readonly unknown[]; next: number | null; total: { count: number; exact: boolean } }
}) {
  return (
    <Pager
      state={state}
      next={next}
      rows={items.length}
      total={total.exact ? total.count : total.count + 1}
      words={{ newer: 'Previous', older: 'Next' }}
      note={`Times in ${zone()}.`}
    />
  )
}
