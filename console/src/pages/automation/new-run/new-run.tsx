import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { NotFound } from '../../../ui/states.tsx'
import { RUNS, TRAIL, useAutomation } from '../section.ts'
import { askedOf } from './draft.ts'
import { useInventories, useTemplates } from './parts.ts'
import { Wizard } from './wizard.tsx'

/** A run in five steps; nothing happens before the last button. */
export default function NewRun() {
  const { runs } = useAutomation()
  const [asked] = useQueryState()
  const from = Number(asked.from) || undefined
  const inventories = useInventories()
  const templates = useTemplates()
  const like = useData(
    ['automation', 'run', from],
    (signal) => client.read('/api/automation/runs/{id}', { path: { id: from as number }, signal }),
    { when: from !== undefined },
  )
  const found = like.data?.data
  if (!runs) return <NotFound thing="page of a new run" back={{ label: 'To the runs', to: RUNS }} />
  if (from !== undefined && found === undefined)
    return (
      <Ready of={like} thing={`run ${from}`} back={{ label: 'To the runs', to: RUNS }}>
        {() => null}
      </Ready>
    )
  const isChange = asked.change !== undefined && found?.isPreset === true
  return (
    <>
      <PageHead
        title={isChange ? 'Change a preset' : asked.preset === undefined ? 'New run' : 'New preset'}
        trail={[...TRAIL, { label: 'Runs', to: RUNS }]}
        sentence={
          found
            ? `${isChange ? 'It is' : 'As'} “${found.name}”${isChange ? '' : ` (#${found.id})`}. Nothing happens before the last step.`
            : 'Hosts, template, variables, time. Nothing happens before the last step.'
        }
      />
      <Ready of={inventories} what="The list of inventories">
        {(inventories) => (
          <Ready of={templates} what="The list of templates">
            {(templates) => (
              <Wizard
                key={askedOf(asked)}
                asked={asked}
                like={found}
                isChange={isChange}
                inventories={inventories.items}
                templates={templates.items}
              />
            )}
          </Ready>
        )}
      </Ready>
    </>
  )
}
