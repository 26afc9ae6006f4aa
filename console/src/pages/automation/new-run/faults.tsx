import { Refusal } from '@atelier/client'
import { Link } from '../../../ui/link.tsx'
import { Hint } from '../../../ui/states.tsx'
import { wordsOf } from '../../../ui/words.ts'
import type { VariableField } from '../variables/variable-fields.tsx'

export interface Fault {
  /** Where it is mended. */
  step: string | undefined
  message: string
  variable?: string
}

/** What the server does not take, with the step on which it is mended. */
export function refusedOf(error: unknown, fields: readonly VariableField[]): Fault[] {
  if (!(error instanceof Refusal) || error.errors.length === 0)
    return [{ step: undefined, message: wordsOf(error) }]
  return error.errors.map(({ field, message }) => {
    const [part = '', variable] = field.split('.')
    const label = fields.find(({ name }) => name === variable)?.label || variable
    return {
      step: STEP_OF[part] ?? 'when',
      message: label === undefined ? message : `${label}: ${message}`,
      ...(variable !== undefined && { variable }),
    }
  })
}

const STEP_OF: Readonly<Record<string, string>> = {
  templateId: 'template',
  inventoryId: 'hosts',
  filters: 'hosts',
  variables: 'variables',
}

/** What is missing, with the way to where it is mended. */
export function Faults({
  of,
  stepTo,
}: {
  of: readonly { step: string | undefined; message: string }[]
  stepTo(step: string): string
}) {
  return (
    <div role="alert">
      <Hint look="failed">
        {of.map(({ step, message }) => (
          <span key={message}>
            {step === undefined ? message : <Link to={stepTo(step)}>{message}</Link>}{' '}
          </span>
        ))}
      </Hint>
    </div>
  )
}
