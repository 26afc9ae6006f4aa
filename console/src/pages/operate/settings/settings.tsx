import type { Answer, Snapshot } from '@atelier/client'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { counted } from '../../../ui/time.tsx'
import { AllSettings } from './all-settings.tsx'
import { InstallationForm } from './installation-form.tsx'
import { MailCard } from './mail-card.tsx'
import { SampleCard } from './sample-card.tsx'

export type Setting = Answer<'/api/settings'>['items'][number]
export type Settings = Snapshot<Answer<'/api/settings'>>

/** `/app/operate/settings`: every setting in force, where it came from, and those that are kept here. */
export default function SettingsPage() {
  const settings = useData(['settings'], (signal) => client.read('/api/settings', { signal }), {
    live: ['settings'],
  })
  const waiting = settings.data?.data.items.filter((each) => each.waiting).length ?? 0
  return (
    <>
      <PageHead
        title="Settings"
        trail={[{ label: 'Operate', to: '/app/operate/accounts' }]}
        sentence={
          waiting > 0
            ? `${counted(waiting, 'setting')} ${waiting === 1 ? 'waits' : 'wait'} for a restart of the server.`
            : 'A variable wins over the file, the file over what is set here.'
        }
      />
      <Ready of={settings} what="The settings">
        {({ items }, snapshot) => (
          <WithSide
            side={
              <>
                <MailCard of={items} />
                <SampleCard />
              </>
            }
          >
            <InstallationForm of={snapshot} />
            <AllSettings of={items} />
          </WithSide>
        )}
      </Ready>
    </>
  )
}

/** What wins over the console, in words. */
export function fixedBy({ origin, variable, name }: Setting): string | undefined {
  if (origin === 'environment') return `Set by the variable ${variable}, which wins. Change it there.`
  if (origin === 'file') return `Set as ${name} in atelier.yaml, which wins. Change it there.`
  return undefined
}
