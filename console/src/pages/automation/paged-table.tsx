import { Pager, type PagerProps } from '../../ui/pager.tsx'
import { DataTable, type DataTableProps } from '../../ui/table.tsx'

/** A table in order of number, with the way to its other pages. */
export function PagedTable<R>({
  state,
  next,
  ...table
}: DataTableProps<R> & Pick<PagerProps, 'state'> & { next: number | null }) {
  return (
    <>
      <DataTable {...table} state={state} />
      <Pager
        state={state}
        next={next}
        rows={table.rows.length}
        words={{ newer: 'Previous', older: 'Next' }}
      />
    </>
  )
}
