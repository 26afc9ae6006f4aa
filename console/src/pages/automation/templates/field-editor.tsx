import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import { useId } from 'react'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import type { FormField } from './data.ts'
import css from './templates.module.css'

/** A field as it is typed: all of its parts are texts. */
export interface FieldDraft {
  /** Stays while it is typed into; the same for the same field of the server. */
  key: string
  name: string
  type: FormField['type']
  label: string
  help: string
  required: boolean
  confidential: boolean
  default: string
  choices: string
  min: string
  max: string
  pattern: string
}

const TYPES: readonly { value: FormField['type']; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'multiline', label: 'Text of several lines' },
  { value: 'integer', label: 'Whole number' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'choice', label: 'Choice' },
  { value: 'secret', label: 'Secret' },
  { value: 'host', label: 'Host' },
  { value: 'group', label: 'Group' },
  { value: 'json', label: 'JSON' },
]

let drafted = 0
/** For a field that the server does not have yet. */
const newKey = () => {
  drafted += 1
  return `new ${drafted}`
}

export function draftOf(field: FormField, key = newKey()): FieldDraft {
  const { label = '', help = '', required = false, confidential = false, choices = [], pattern = '' } = field
  const text = (value: unknown) =>
    value === undefined || value === null
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value)
  return {
    ...{ key, name: field.name, type: field.type, label, help, required, confidential, pattern },
    ...{ default: text(field.default), min: text(field.min), max: text(field.max) },
    choices: choices.join('\n'),
  }
}

/** What is sent of a draft: nothing that its type has no use for. */
export function fieldOf(draft: FieldDraft): FormField {
  const { name, type, label, help, required, confidential, pattern } = draft
  const has = (part: 'choices' | 'bounds' | 'pattern' | 'default') => PARTS[part].includes(type)
  const number = (text: string) => (text.trim() === '' ? undefined : Number(text))
  const min = has('bounds') ? number(draft.min) : undefined
  const max = has('bounds') ? number(draft.max) : undefined
  const choices = draft.choices.split('\n').map((each) => each.trim())
  return {
    name: name.trim(),
    type,
    ...(label.trim() && { label: label.trim() }),
    ...(help.trim() && { help: help.trim() }),
    ...(required && { required }),
    ...(confidential && type !== 'secret' && { confidential }),
    ...(has('default') &&
      draft.default !== '' && { default: type === 'boolean' ? draft.default === 'true' : draft.default }),
    ...(has('choices') && { choices: choices.filter((each) => each !== '') }),
    ...(min !== undefined && Number.isFinite(min) && { min }),
    ...(max !== undefined && Number.isFinite(max) && { max }),
    ...(has('pattern') && pattern !== '' && { pattern }),
  }
}

const PARTS: Readonly<Record<'choices' | 'bounds' | 'pattern' | 'default', readonly FormField['type'][]>> = {
  choices: ['choice'],
  bounds: ['integer', 'number', 'text', 'multiline', 'secret'],
  pattern: ['text'],
  default: TYPES.map(({ value }) => value).filter((type) => type !== 'secret'),
}

interface FieldsProps {
  id: string
  of: readonly FieldDraft[]
  onChange: (fields: FieldDraft[]) => void
  error: string | undefined
}

/** The fields of a form, to be changed, moved, added and taken out. */
export function FieldEditors({ id, of, onChange, error }: FieldsProps) {
  const put = (index: number, changes: Partial<FieldDraft>) =>
    onChange(of.map((field, at) => (at === index ? { ...field, ...changes } : field)))
  const move = (index: number, by: 1 | -1) => {
    const next = [...of]
    const [field] = next.splice(index, 1)
    if (field) next.splice(index + by, 0, field)
    onChange(next)
  }
  return (
    <div className="stack" id={id} tabIndex={-1}>
      {of.map((field, index) => (
        <Card
          key={field.key}
          title={field.name || `Variable ${index + 1}`}
          aside={
            <span className="line">
              {index > 0 && (
                <IconButton label={`Move ${field.name} up`} onClick={() => move(index, -1)}>
                  <IconArrowUp aria-hidden="true" />
                </IconButton>
              )}
              {index < of.length - 1 && (
                <IconButton label={`Move ${field.name} down`} onClick={() => move(index, 1)}>
                  <IconArrowDown aria-hidden="true" />
                </IconButton>
              )}
              <IconButton
                label={`Take out ${field.name}`}
                onClick={() => onChange(of.filter((each) => each.key !== field.key))}
              >
                <IconTrash aria-hidden="true" />
              </IconButton>
            </span>
          }
        >
          <FieldEditor of={field} put={(changes) => put(index, changes)} />
        </Card>
      ))}
      {error && <p className="small">{error}</p>}
      <div>
        <Button small onClick={() => onChange([...of, draftOf({ name: '', type: 'text' })])}>
          Add a variable
        </Button>
      </div>
    </div>
  )
}

function FieldEditor({ of, put }: { of: FieldDraft; put: (changes: Partial<FieldDraft>) => void }) {
  const id = useId()
  const text = (name: 'name' | 'label' | 'help' | 'default' | 'min' | 'max' | 'pattern') => ({
    id: `${id}-${name}`,
    value: of[name],
    onChange: (event: { currentTarget: { value: string } }) => put({ [name]: event.currentTarget.value }),
  })
  const has = (part: keyof typeof PARTS) => PARTS[part].includes(of.type)
  const isNumber = of.type === 'integer' || of.type === 'number'
  return (
    <div className={css.fields}>
      <TextInput
        label="Name (required)"
        description="As the function calls it."
        maxLength={100}
        {...text('name')}
      />
      <NativeSelect
        id={`${id}-type`}
        label="Type"
        description="How it is asked for, and checked."
        data={TYPES}
        value={of.type}
        onChange={(event) => put({ type: event.currentTarget.value as FormField['type'] })}
      />
      <TextInput label="Label" maxLength={200} {...text('label')} />
      <TextInput label="Help" maxLength={2_000} {...text('help')} />
      {of.type === 'boolean' && (
        <NativeSelect
          {...text('default')}
          label="Begins with"
          data={[
            { value: '', label: 'No' },
            { value: 'true', label: 'Yes' },
          ]}
        />
      )}
      {of.type !== 'boolean' && has('default') && <TextInput label="Begins with" {...text('default')} />}
      {has('choices') && (
        <Textarea
          id={`${id}-choices`}
          label="What can be chosen (required)"
          description="One a line."
          autosize
          minRows={2}
          maxRows={10}
          value={of.choices}
          onChange={(event) => put({ choices: event.currentTarget.value })}
        />
      )}
      {has('bounds') && (
        <>
          <TextInput label={isNumber ? 'Least' : 'Fewest characters'} inputMode="numeric" {...text('min')} />
          <TextInput label={isNumber ? 'Most' : 'Most characters'} inputMode="numeric" {...text('max')} />
        </>
      )}
      {has('pattern') && <TextInput label="Pattern" maxLength={200} {...text('pattern')} />}
      <Checkbox
        label="It must be filled in"
        checked={of.required}
        onChange={(event) => put({ required: event.currentTarget.checked })}
      />
      {of.type !== 'secret' && (
        <Checkbox
          label="Net admins alone read it"
          description="And what hosts give in runs of this template."
          checked={of.confidential}
          onChange={(event) => put({ confidential: event.currentTarget.checked })}
        />
      )}
    </div>
  )
}
