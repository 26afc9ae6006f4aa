import { Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'

/** Data sets of the catalogue, to be chosen; those that are linked already are left out. */
export function DatasetChoice({
  chosen,
  onChange,
  without,
}: {
  chosen: readonly string[]
  onChange: (keys: string[]) => void
  without: readonly string[]
}) {
  const [search, setSearch] = useState('')
  const text = search.trim()
  const datasets = useData(
    ['datasets', text],
    (signal) =>
      client.read('/api/compute/datasets', { query: { search: text || undefined, limit: 100 }, signal }),
    { live: ['compute.dataset'], keep: true },
  )
  return (
    <div className="stack-small">
      <TextInput
        label="Data sets"
        description="They are linked, not copied: nobody changes them here."
        type="search"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <Ready of={datasets} what="The data sets">
        {({ items }) => {
          const shown = items.filter(({ key }) => !without.includes(key))
          if (shown.length === 0)
            return (
              <p className="small" role="status">
                {text ? `No data set is named like “${text}”.` : 'There are no data sets to link yet.'}
              </p>
            )
          return (
            <Checkbox.Group aria-label="Data sets" value={[...chosen]} onChange={(keys) => onChange(keys)}>
              <div className="stack-small">
                {shown.map(({ key, title, description }) => (
                  <Checkbox key={key} value={key} label={title} description={description || key} />
                ))}
              </div>
            </Checkbox.Group>
          )
        }}
      </Ready>
    </div>
  )
}
