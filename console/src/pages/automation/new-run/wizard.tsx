import { useEffect, useRef, useState } from 'react'
import { queries } from '../../../app/queries.ts'
import { useSession } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { useGo } from '../../../ui/link.tsx'
import { Steps } from '../../../ui/steps.tsx'
import type { RunDetail } from '../runs/words.ts'
import { RUNS } from '../section.ts'
import { VariableFields } from '../variables/variable-fields.tsx'
import { type Asked, askedOf, type Draft, forgetDraft, useDraft, valuesOf } from './draft.ts'
import { type Fault, Faults, refusedOf } from './faults.tsx'
import css from './new-run.module.css'
import { Overview } from './overview.tsx'
import { type Inventory, type Template, useGroups, useHostNames, useSelection } from './parts.ts'
import { faultsOf, send } from './send.ts'
import { StepHosts } from './step-hosts.tsx'
import { StepTemplate } from './step-template.tsx'
import { StepWhen } from './step-when.tsx'

const HERE = `${RUNS}/new`

interface WizardProps {
  asked: Asked
  like: RunDetail | undefined
  isChange: boolean
  inventories: readonly Inventory[]
  templates: readonly Template[]
}

/** The steps themselves, one at a time. */
export function Wizard({ asked, like, isChange, inventories, templates }: WizardProps) {
  const { draft, set, secrets, setSecret } = useDraft(asked, { like, templates })
  const session = useSession()
  const go = useGo()
  const [fault, setFault] = useState<readonly Fault[]>([])
  const [isSending, setSending] = useState(false)
  const template = templates.find(({ id }) => id === draft.template)
  const inventory = inventories.find(({ id }) => id === draft.inventory)
  const selection = useSelection(draft)
  const all = useHostNames(draft.inventory)
  const groups = useGroups(draft.inventory)
  const fields = template?.form ?? []
  const values = valuesOf(fields, draft, secrets)
  // Who comes from a template chooses hosts next, who comes from hosts the template.
  const order = asked.template !== undefined ? ['template', 'hosts'] : ['hosts', 'template']
  const steps = [...order, ...(fields.length > 0 ? ['variables'] : []), 'when', 'overview']
  // What is like an earlier run is complete: it begins with the overview.
  const first = (like ? steps.at(-1) : steps[0]) as string
  const step = steps.includes(asked.step ?? '') ? (asked.step as string) : first
  const stepTo = (name: string) => addressOf(asked, name)
  const faults = faultsOf({ draft, fields }, { values, hosts: selection.data?.count, inventory, template })
  const at = steps.indexOf(step)
  const own = faults.filter((each) => each.step === step)

  const shown = useRef<HTMLDivElement>(null)
  const was = useRef(step)
  // Another step is another page: who walks by keys goes on at its beginning.
  useEffect(() => {
    if (was.current !== step) shown.current?.focus()
    was.current = step
  }, [step])

  async function finish(otherwise: Partial<Draft> = {}) {
    setSending(true)
    setFault([])
    try {
      const to = await send({
        account: session.account.id,
        draft: { ...draft, ...otherwise },
        like,
        isChange,
        fields,
        secrets,
      })
      forgetDraft()
      await queries.invalidateQueries({ queryKey: ['automation'] })
      go(to)
    } catch (error) {
      setFault(refusedOf(error, fields))
    } finally {
      setSending(false)
    }
  }

  const put = (changes: Parameters<typeof setSecret>[0]) => {
    const isSecret = (name: string) => fields.some((field) => field.name === name && field.type === 'secret')
    const parts = Object.entries(changes)
    setSecret(Object.fromEntries(parts.filter(([name]) => isSecret(name))))
    set({
      variables: { ...draft.variables, ...Object.fromEntries(parts.filter(([name]) => !isSecret(name))) },
    })
  }

  return (
    <div className={`stack ${css.wizard}`}>
      <Steps
        of={steps.map((name, index) => ({
          label: LABELS[name] ?? name,
          to: stepTo(name),
          isOpen: index <= at || !faults.some((each) => steps.indexOf(each.step) < index),
        }))}
        now={stepTo(step)}
      />
      <div ref={shown} tabIndex={-1} className={`stack ${css.step}`}>
        {step === 'hosts' && <StepHosts draft={draft} set={set} inventories={inventories} like={like} />}
        {step === 'template' && (
          <StepTemplate
            draft={draft}
            set={(changes) => set({ ...changes, ...named(changes.template, templates, draft.name) })}
            templates={templates}
          />
        )}
        {step === 'variables' && (
          <Card title="Variables">
            <VariableFields
              fields={fields}
              values={values}
              onChange={put}
              problems={Object.fromEntries(fault.map(({ variable, message }) => [variable, message]))}
              id="variable"
              hosts={all.data?.names ?? []}
              groups={groups.data?.items.map(({ name }) => name) ?? []}
            />
          </Card>
        )}
        {step === 'when' && template && (
          <StepWhen draft={draft} set={set} template={template} isChange={isChange} />
        )}
        {step === 'overview' && template && inventory && (
          <Overview
            draft={draft}
            inventory={inventory}
            template={template}
            selection={selection.data}
            total={all.data?.count}
            fields={fields}
            values={values}
            stepTo={stepTo}
            isChange={isChange}
          />
        )}
      </div>
      {step === 'overview' && faults.length > 0 && <Faults of={faults} stepTo={stepTo} />}
      {step === 'overview' && fault.length > 0 && <Faults of={fault} stepTo={stepTo} />}
      <div className={css.acts}>
        {at > 0 ? <Button to={stepTo(steps[at - 1] as string)}>Back</Button> : <span />}
        {step === 'overview' ? (
          <div className={css.last}>
            {faults.length === 0 && mayTryDry(draft, template) && (
              <Button onClick={() => void finish({ isDryRun: true })}>Run it dry first</Button>
            )}
            <Button
              look="filled"
              busy={isSending}
              why={faults.length > 0 ? 'Something is missing.' : undefined}
              onClick={() => void finish()}
            >
              {finishing(draft, template)}
            </Button>
          </div>
        ) : (
          <Button look="filled" why={own[0]?.message} onClick={() => go(stepTo(steps[at + 1] as string))}>
            Next
          </Button>
        )}
      </div>
    </div>
  )
}

const LABELS: Readonly<Record<string, string>> = {
  hosts: 'Hosts',
  template: 'Template',
  variables: 'Variables',
  when: 'When',
  overview: 'Overview',
}

/** What the last button does, by name. */
function finishing({ when, isDryRun }: Draft, template: Template | undefined): string {
  if (when === 'often') return 'Save the schedule'
  if (when === 'preset') return 'Save the preset'
  if (template?.needsApproval && !isDryRun) return 'Ask for approval'
  return isDryRun ? 'Run it dry' : when === 'now' ? 'Run it now' : 'Run it at that time'
}

const mayTryDry = ({ when, isDryRun }: Draft, template: Template | undefined): boolean =>
  when === 'now' && !isDryRun && template?.canDryRun === true && template.changes

/** A name is proposed, and goes with the template until somebody writes one. */
function named(template: number | undefined, templates: readonly Template[], name: string) {
  const isProposed = name.trim() === '' || templates.some((each) => each.name === name)
  const found = templates.find(({ id }) => id === template)
  return isProposed && found ? { name: found.name } : {}
}

function addressOf(asked: Asked, step: string): string {
  return `${HERE}?${[askedOf(asked), `step=${step}`].filter(Boolean).join('&')}`
}
