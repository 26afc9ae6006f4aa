import { client } from '../../../app/client.ts'
import { Ready } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { useGo } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { NotFound } from '../../../ui/states.tsx'
import { useAutomation } from '../section.ts'
import { addressOf, BACK, TEMPLATES_TRAIL, useReadiness, useTemplate } from './data.ts'
import { TemplateForm, valuesOf } from './template-form.tsx'

/** Changes what is said of a template; its file is changed where it lies. */
export default function Edit() {
  const { keeps } = useAutomation()
  const { id, template } = useTemplate()
  const readiness = useReadiness(id, keeps)
  const go = useGo()
  if (!keeps) return <NotFound back={BACK} />
  return (
    <Ready of={template} thing={`template ${id}`} back={BACK}>
      {(found, { etag }) => (
        <>
          <PageHead
            title={`Edit ${found.name}`}
            trail={[...TEMPLATES_TRAIL, { label: found.name, to: addressOf(id) }]}
            sentence="Runs that are at work go on as they began."
          />
          <TemplateForm
            first={{ etag, values: valuesOf(found) }}
            load={async () => {
              const now = await client.read('/api/automation/templates/{id}', { path: { id } })
              return { etag: now.etag, values: valuesOf(now.data) }
            }}
            save={(body, match) =>
              client.patch('/api/automation/templates/{id}', { path: { id }, body, ...match })
            }
            done={async ({ name }) => {
              notify({ title: `${name} is changed` })
              await queries.invalidateQueries({ queryKey: ['automation'] })
              go(addressOf(id))
            }}
            submit="Save"
            cancel={addressOf(id)}
            proposal={readiness.data?.data.proposal ?? undefined}
          />
        </>
      )}
    </Ready>
  )
}
