import { Checkbox, NativeSelect, NumberInput, Radio, TextInput } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import '@mantine/core/styles/Radio.css'
import { useQuery } from '@tanstack/react-query'
import { client } from '../../../app/client.ts'
import { Card } from '../../../ui/card.tsx'
import { Hint } from '../../../ui/states.tsx'
import { zone } from '../../../ui/time.tsx'
import { wordsOf } from '../../../ui/words.ts'
import { ToldChannels } from '../channels/told-channels.tsx'
import type { Draft } from './draft.ts'
import type { Template } from './parts.ts'

interface StepProps {
  draft: Draft
  set(changes: Partial<Draft>): void
  template: Template
}

/** Name, time, and limits. */
export function StepWhen({ draft, set, template, isChange }: StepProps & { isChange: boolean }) {
  return (
    <div className="stack">
      <Card title="Name and time">
        <div className="stack">
          <TextInput
            label="Name (required)"
            maxLength={200}
            value={draft.name}
            onChange={({ currentTarget }) => set({ name: currentTarget.value })}
          />
          {!isChange && (
            <Radio.Group
              label="When"
              value={draft.when}
              onChange={(when) => set({ when: when as Draft['when'] })}
            >
              <div className="stack-small">
                <Radio value="now" label="Now" />
                <Radio value="later" label="At a time" />
                <Radio value="often" label="Again and again" />
                <Radio value="preset" label="Not yet: save it as a preset" />
              </div>
            </Radio.Group>
          )}
          {draft.when === 'later' && (
            <TextInput
              type="datetime-local"
              label={`Time in ${zone()} (required)`}
              value={draft.at}
              onChange={({ currentTarget }) => set({ at: currentTarget.value })}
            />
          )}
          {draft.when === 'often' && <Often draft={draft} set={set} />}
          <NativeSelect
            label="Tell me of its end"
            value={draft.tellMe}
            data={[
              { value: '', label: 'As the template says' },
              { value: 'failed', label: 'When it fails' },
              { value: 'finished', label: 'When it is well' },
              { value: 'both', label: 'In any case' },
            ]}
            onChange={({ currentTarget }) => set({ tellMe: currentTarget.value as Draft['tellMe'] })}
          />
          {draft.tellMe !== '' && (
            <ToldChannels value={draft.channels} onChange={(channels) => set({ channels })} />
          )}
        </div>
      </Card>
      {(template.changes || template.canDryRun) && <Careful draft={draft} set={set} template={template} />}
      <Limits draft={draft} set={set} template={template} />
    </div>
  )
}

function Often({ draft, set }: Omit<StepProps, 'template'>) {
  const preview = useQuery({
    queryKey: ['automation', 'schedules', 'preview', draft.cron],
    enabled: draft.cron !== '',
    queryFn: ({ signal }) =>
      client.get('/api/automation/schedules/preview', {
        query: { cron: draft.cron, timezone: zone() },
        signal,
      }),
    placeholderData: (before) => before,
    retry: false,
  })
  return (
    <>
      <TextInput
        label="Minute, hour, day, month, weekday (required)"
        description={`Such as 0 6 * * 1-5 for 06:00 from Monday to Friday, in ${zone()}.`}
        className="mono"
        value={draft.cron}
        error={preview.error ? wordsOf(preview.error) : undefined}
        onChange={({ currentTarget }) => set({ cron: currentTarget.value })}
      />
      {preview.data && !preview.error && (
        <p className="small" aria-live="polite">
          {preview.data.words}. Next: {preview.data.next.map(({ words }) => words).join('; ')}.
        </p>
      )}
    </>
  )
}

function Careful({ draft, set, template }: StepProps) {
  return (
    <Card title="Before anything changes">
      <div className="stack-small">
        {template.canDryRun && (
          <Checkbox
            label="Dry run: ask the hosts, show what would change, change nothing"
            checked={draft.isDryRun}
            onChange={({ currentTarget }) => set({ isDryRun: currentTarget.checked })}
          />
        )}
        {template.changes && template.canDryRun && !draft.isDryRun && (
          <Hint>This template changes its hosts. A dry run first shows what it would do.</Hint>
        )}
        {template.changes && !template.canDryRun && (
          <Hint>This template changes its hosts, and knows no dry run.</Hint>
        )}
        {template.needsApproval && !draft.isDryRun && (
          <p className="small">A second person says yes before it begins.</p>
        )}
      </div>
    </Card>
  )
}

function Limits({ draft, set, template }: StepProps) {
  const usual = (own: number | null) =>
    own === null ? 'As the settings say' : `As the template says: ${own}`
  const fields = [
    { key: 'workers', label: 'Hosts at once', most: 1_000, placeholder: usual(template.workers) },
    {
      key: 'hostSeconds',
      label: 'Seconds for each host',
      most: 86_400,
      placeholder: usual(template.hostSeconds),
    },
    {
      key: 'runMinutes',
      label: 'Minutes for the whole run',
      most: 10_080,
      placeholder: usual(template.runMinutes),
    },
  ] as const
  return (
    <Card>
      <details>
        <summary>Limits</summary>
        <div className="stack">
          {fields.map(({ key, label, most, placeholder }) => (
            <NumberInput
              key={key}
              label={label}
              placeholder={placeholder}
              min={1}
              max={most}
              allowDecimal={false}
              value={draft[key]}
              onChange={(value) => set({ [key]: typeof value === 'number' ? value : '' })}
            />
          ))}
        </div>
      </details>
    </Card>
  )
}
