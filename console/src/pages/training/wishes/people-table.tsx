import { type Data, Ready } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import type { ListState } from '../../../ui/list.ts'
import { Pager } from '../../../ui/pager.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'

interface Person {
  id: number
  name: string
  class: string
}

interface PeopleTableProps<R extends Person> {
  label: string
  of: Data<{ items: R[]; next: number | null }>
  list: ListState<string>
  /** Behind name and class. */
  columns: readonly Column<R>[]
  /** What one can do with each; absent where nothing is to be done. */
  act: { label: string; run: (row: R) => void } | undefined
}

/** People of an event, page by page, with one act each. */
export function PeopleTable<R extends Person>({ label, of, list, columns, act }: PeopleTableProps<R>) {
  return (
    <Ready of={of} what="The list">
      {({ items, next }) => {
        if (items.length === 0 && list.active > 0)
          return <NoneMatch title="Nobody matches" onClear={list.clear} />
        if (items.length === 0) return <Empty title="Nobody is on the list yet" />
        return (
          <>
            <DataTable
              label={label}
              columns={[
                { key: 'name', head: 'Name', cell: ({ name }) => <bdi>{name}</bdi> },
                { key: 'class', head: 'Class', cell: (row) => <bdi>{row.class}</bdi> },
                ...columns,
              ]}
              rows={items}
              rowKey={({ id }) => id}
              rowName={({ name }) => name}
              {...(act && {
                act: (row: R) => (
                  <Button small look="quiet" onClick={() => act.run(row)}>
                    {act.label} <span className="sr-only">{row.name}</span>
                  </Button>
                ),
              })}
              state={list}
              isOld={of.isPlaceholderData}
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
  )
}
