import { Checkbox } from '@mantine/core'
import { useUploads } from '../../../app/uploads.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import type { FormHandle } from '../../../ui/form.tsx'
import { Hint } from '../../../ui/states.tsx'
import { count, counted } from '../../../ui/time.tsx'
import { wordsOf } from '../../../ui/words.ts'
import { questionsOf } from '../apps/form/check.ts'
import { type App, type Given, UPLOADS, type Verdict } from './given.ts'
import { filesIn, isFiles, modeOf, NOTIFY, TABLE, type Values } from './values.ts'
import { WhatHappens } from './what-happens.tsx'

/** What a submission would do, and the button that does it. */
export function SubmitCard({
  app,
  form,
  verdict,
  isOld,
  fault,
}: {
  app: App
  form: FormHandle<Values>
  verdict: Verdict | undefined
  isOld: boolean
  fault: unknown
}) {
  const uploads = useUploads(UPLOADS)
  const pending = pendingIn(app, form.values)
  const coming = uploads
    .filter(({ key, state }) => state !== 'done' && pending.some((each) => each.key === key))
    .reduce((sum, { size }) => sum + size, 0)
  const made = verdict?.count ?? 1
  const why = reasonOf(app, form.values, verdict)
  return (
    <Card title="What will happen">
      <div className="stack-small">
        {verdict && (
          <div aria-busy={isOld}>
            <WhatHappens of={verdict} app={app} coming={coming} />
          </div>
        )}
        {!verdict && Boolean(fault) && <Hint look="failed">{wordsOf(fault)}</Hint>}
        <Checkbox
          label={made > 1 ? 'Mail me when all are done, or one fails' : 'Mail me when it is over'}
          {...form.toggle(NOTIFY)}
        />
        <Button type="submit" look="filled" wide busy={form.isSending} why={why}>
          {made > 1 ? `Submit ${count(made)} experiments` : 'Submit'}
        </Button>
      </div>
    </Card>
  )
}

const pendingIn = (app: App, values: Values): Given[] =>
  [
    ...questionsOf(app)
      .filter(isFiles)
      .map(({ name }) => name),
    TABLE,
  ].flatMap((name) => filesIn(values, name).filter(({ key, isCut }) => key !== undefined || isCut))

/** Why it cannot be handed in now; what is typed wrong is said when it is sent. */
export function reasonOf(app: App, values: Values, verdict: Verdict | undefined): string | undefined {
  if (verdict?.refusal) return verdict.refusal
  const pending = pendingIn(app, values)
  const faulty = Object.values(verdict?.files ?? {})
    .flat()
    .filter(({ fault }) => fault !== null)
  const gone = questionsOf(app)
    .filter(isFiles)
    .flatMap(({ name }) => filesIn(values, name).filter(({ isGone }) => isGone))
  const parts = [
    pending.length > 2 && `${counted(pending.length, 'file')} are here`,
    pending.length > 0 &&
      pending.length <= 2 &&
      `${pending.map(({ name }) => name).join(' and ')} ${pending.length === 1 ? 'is' : 'are'} here`,
    faulty.length + gone.length === 1 && 'the file that cannot be used is removed',
    faulty.length + gone.length > 1 && 'the files that cannot be used are removed',
  ].filter(Boolean)
  if (parts.length > 0) return `Ready when ${parts.join(' and ')}.`
  const isRows = modeOf(values) === 'rows'
  if (isRows && filesIn(values, TABLE).length === 0)
    return 'Add a table: there is an experiment for each of its rows.'
  const inRows = verdict?.problems.filter(({ line, field }) => line !== null || field === 'rows') ?? []
  if (isRows && inRows.length > 0)
    return `Ready when ${counted(inRows.length, 'problem')} of the table ${inRows.length === 1 ? 'is' : 'are'} mended.`
  return undefined
}
