import { IconKey } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { AccountTabs } from '../accounts/counts.tsx'
import { ListPager } from '../accounts/parts.tsx'
import { TokenTable } from './token-table.tsx'

const STATES = [
  { value: 'active', label: 'Active' },
  { value: 'expired', label: 'Expired' },
  { value: 'revoked', label: 'Revoked' },
]
const KINDS = [
  { value: 'person', label: 'Of people' },
  { value: 'service', label: 'Of service accounts' },
]

/** API tokens of everyone. */
export default function Tokens() {
  const list = useListState({ filters: ['state', 'kind'] })
  const { state, kind } = list.filters
  const tokens = useData(
    ['tokens', list.search, state, kind, list.cursor],
    (signal) =>
      client.read('/api/tokens', {
        signal,
        query: {
          search: list.search || undefined,
          state: (state || undefined) as 'active' | undefined,
          kind: (kind || undefined) as 'person' | undefined,
          after: list.cursor,
        },
      }),
    { live: ['token', 'account.merged', 'account.erased'], keep: true },
  )
  return (
    <>
      <PageHead
        title="Tokens"
        trail={[{ label: 'Operate', to: '/app/operate/accounts' }]}
        sentence="What programs sign in with. A value is shown once, when a token is made; here are its first letters."
      />
      <div className="stack">
        <div className="spread">
          <AccountTabs />
          <FilterBar>
            <SearchField label="Token or account" value={list.search} onChange={list.setSearch} />
            <FilterChip
              label="State"
              value={state}
              options={STATES}
              onChange={(value) => list.setFilter('state', value)}
            />
            <FilterChip
              label="Whose"
              value={kind}
              options={KINDS}
              onChange={(value) => list.setFilter('kind', value)}
            />
          </FilterBar>
        </div>
        <Ready of={tokens} what="The list of tokens">
          {(page) => {
            const { items } = page
            if (items.length === 0 && list.active > 0)
              return <NoneMatch title="No token matches these filters." onClear={list.clear} />
            if (items.length === 0)
              return (
                <Empty icon={<IconKey aria-hidden="true" />} title="No tokens yet">
                  People make theirs on their own page; a service account is given them on its page.
                </Empty>
              )
            return (
              <>
                <TokenTable rows={items} state={list} isOld={tokens.isPlaceholderData} />
                <ListPager state={list} page={page} />
              </>
            )
          }}
        </Ready>
      </div>
    </>
  )
}
