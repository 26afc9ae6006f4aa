import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { useGo } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { NotFound } from '../../../ui/states.tsx'
import { useAutomation } from '../section.ts'
import { addressOf, BACK, TEMPLATES, TEMPLATES_TRAIL } from './data.ts'
import { EMPTY, TemplateForm } from './template-form.tsx'

/** Registers a template by hand: its file may come later. */
export default function NewTemplate() {
  const { keeps } = useAutomation()
  const go = useGo()
  if (!keeps) return <NotFound back={BACK} />
  let made = 0
  return (
    <>
      <PageHead
        title="New template"
        trail={TEMPLATES_TRAIL}
        sentence="A file that lies in a folder of templates already is registered in the list, with one click."
      />
      <TemplateForm
        first={{ etag: undefined, values: EMPTY }}
        load={async () => ({ etag: undefined, values: EMPTY })}
        save={async (body) => {
          made = (await client.post('/api/automation/templates', { body })).id
        }}
        done={async ({ name }) => {
          notify({ title: `${name} is registered` })
          await queries.invalidateQueries({ queryKey: ['automation', 'templates'] })
          go(addressOf(made))
        }}
        submit="Register the template"
        cancel={TEMPLATES}
      />
    </>
  )
}
