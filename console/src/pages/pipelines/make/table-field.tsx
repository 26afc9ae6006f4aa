import { IconTable, IconX } from '@tabler/icons-react'
import { useRef } from 'react'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import type { FormHandle } from '../../../ui/form.tsx'
import { Hint } from '../../../ui/states.tsx'
import { counted } from '../../../ui/time.tsx'
import { bring, drop, type Verdict } from './given.ts'
import { filesIn, TABLE, type Values } from './values.ts'

const SHOWN = 10

/** A table with an experiment in each row; what its rows leave open is as in the form. */
export function TableField({ form, verdict }: { form: FormHandle<Values>; verdict: Verdict | undefined }) {
  const picker = useRef<HTMLInputElement>(null)
  const [table] = filesIn(form.values, TABLE)
  const put = (list: FileList | null) => {
    if (table) drop(table)
    form.set({ [TABLE]: bring([...(list ?? [])].slice(0, 1).map((file) => ({ file, path: file.name }))) })
  }
  return (
    <Card title="Table">
      <div className="stack-small">
        <p className="small">
          CSV or .xlsx. Its first row names fields of the form, or “name”; each other row is an experiment. A
          cell of a field of files names one of the files below, several with a semicolon between.
        </p>
        <div className="line">
          <Button small icon={<IconTable aria-hidden="true" />} onClick={() => picker.current?.click()}>
            {table ? 'Choose another table' : 'Choose a table'}
          </Button>
          <input
            ref={picker}
            type="file"
            hidden
            accept=".csv,.tsv,.txt,.xlsx"
            aria-label="Table of experiments"
            onChange={({ currentTarget }) => {
              put(currentTarget.files)
              currentTarget.value = ''
            }}
          />
          {table && (
            <>
              <span className="mono">{table.name}</span>
              <IconButton
                label={`Remove ${table.name}`}
                onClick={() => {
                  drop(table)
                  form.set({ [TABLE]: [] })
                }}
              >
                <IconX aria-hidden="true" />
              </IconButton>
            </>
          )}
        </div>
        {table && verdict && <Rows of={verdict} />}
      </div>
    </Card>
  )
}

function Rows({ of: { count, preview, problems, unknown } }: { of: Verdict }) {
  const wrong = problems.filter(({ line, field }) => line !== null || field === 'rows')
  return (
    <>
      {unknown.length > 0 && <Hint>{`No field of the app is called ${unknown.join(', ')}: left out.`}</Hint>}
      {wrong.length > 0 && (
        <Hint look="failed">
          <strong>{counted(wrong.length, 'problem')}.</strong>
          <ul>
            {wrong.slice(0, SHOWN).map(({ line, field, message }) => (
              <li key={`${line} ${field} ${message}`}>{message}</li>
            ))}
          </ul>
          {wrong.length > SHOWN && `And ${wrong.length - SHOWN} more.`}
        </Hint>
      )}
      {count > 0 && (
        <p className="small">
          {counted(count, 'experiment')}:{' '}
          {preview
            .slice(0, SHOWN)
            .map(({ name }) => name)
            .join(', ')}
          {count > SHOWN && ' …'}
        </p>
      )}
    </>
  )
}
