import type { ReactNode } from 'react'
import { Ready } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { useGo } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { useAutomation } from '../section.ts'
import {
  addressOf,
  BACK,
  type Readiness,
  runWith,
  TEMPLATES,
  TEMPLATES_TRAIL,
  type Template,
  useReadiness,
  useTemplate,
} from './data.ts'
import { useRemoval } from './removal.tsx'

/** What the pages of one template have alike: what it is, whether it could run, and the way between them. */
export function TemplateFrame({
  children,
}: {
  children: (template: Template, readiness: Readiness | undefined) => ReactNode
}) {
  const { runs, keeps } = useAutomation()
  const { id, template } = useTemplate()
  const readiness = useReadiness(id).data?.data
  const go = useGo()
  const removal = useRemoval(() => go(TEMPLATES))
  return (
    <Ready of={template} thing={`template ${id}`} back={BACK}>
      {(found) => (
        <>
          <PageHead
            title={found.name}
            trail={TEMPLATES_TRAIL}
            state={readiness && <Standing of={readiness} fileName={found.fileName} />}
            sentence={found.description ?? `Calls ${found.functionName} of ${found.fileName} for each host.`}
            acts={
              <>
                {runs && (
                  <Button look="filled" to={runWith(id)}>
                    Run
                  </Button>
                )}
                {keeps && <Button to={addressOf(id, 'edit')}>Edit</Button>}
                <Menu
                  framed
                  label={`More acts on ${found.name}`}
                  items={[keeps && { label: 'Remove', danger: true, run: () => removal.ask(found) }]}
                />
              </>
            }
          />
          <div className="stack">
            {readiness && readiness.notes.length > 0 && (
              <Hint look={readiness.ready ? 'attention' : 'failed'}>{readiness.notes.join(' ')}</Hint>
            )}
            <Tabs
              label={`Parts of ${found.name}`}
              of={[
                { label: 'Overview', to: addressOf(id) },
                { label: 'Source', to: addressOf(id, 'source') },
              ]}
            />
            {children(found, readiness)}
          </div>
          {removal.dialog}
        </>
      )}
    </Ready>
  )
}

function Standing({ of: { ready, fileName: runs }, fileName }: { of: Readiness; fileName: string }) {
  if (!ready)
    return (
      <State look="failed" pill>
        Not ready
      </State>
    )
  return (
    <State look="done" pill>
      {runs === fileName ? 'Ready' : `Ready, by ${runs}`}
    </State>
  )
}
