import { Radio } from '@mantine/core'
import '@mantine/core/styles/Radio.css'
import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { SearchField } from '../../../ui/filters.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import type { Draft } from './draft.ts'
import type { Template } from './parts.ts'

/** What is run. */
export function StepTemplate({
  draft,
  set,
  templates,
}: {
  draft: Draft
  set(changes: Partial<Draft>): void
  templates: readonly Template[]
}) {
  const [search, setSearch] = useState('')
  const words = search.toLowerCase()
  const found = templates.filter(({ name, fileName }) => `${name} ${fileName}`.toLowerCase().includes(words))
  if (templates.length === 0)
    return (
      <Empty
        icon={null}
        title="No template yet"
        acts={
          <Button look="filled" to="/app/automation/templates">
            Register one
          </Button>
        }
      >
        A template is a file with one function, in Python or TypeScript, that is run on each host.
      </Empty>
    )
  return (
    <Card title="Template" aside={<SearchField label="Name or file" value={search} onChange={setSearch} />}>
      {found.length === 0 ? (
        <NoneMatch title="No template matches" onClear={() => setSearch('')} />
      ) : (
        <Radio.Group
          aria-label="Template"
          value={String(draft.template ?? '')}
          onChange={(value) =>
            set({ template: Number(value), ...(Number(value) !== draft.template && { isDryRun: false }) })
          }
        >
          <div className="stack-small">
            {found.map((template) => (
              <Radio
                key={template.id}
                value={String(template.id)}
                label={template.name}
                description={describe(template)}
              />
            ))}
          </div>
        </Radio.Group>
      )}
    </Card>
  )
}

const describe = ({ description, fileName, changes, canDryRun, needsApproval }: Template): string =>
  [
    description,
    fileName,
    changes && 'changes its hosts',
    canDryRun && 'can run dry',
    needsApproval && 'needs approval',
  ]
    .filter(Boolean)
    .join(' · ')
