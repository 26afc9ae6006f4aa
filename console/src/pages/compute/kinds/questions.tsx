import { NativeSelect, Switch, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { Button } from '../../../ui/button.tsx'
import type { FormHandle } from '../../../ui/form.tsx'
import css from './kinds.module.css'
import { NEW_QUESTION, type Question, type Values } from './values.ts'

const TYPES = {
  parameters: [
    { value: 'int', label: 'Whole number' },
    { value: 'float', label: 'Number' },
    { value: 'bool', label: 'Yes or no' },
    { value: 'str', label: 'Text' },
  ],
  fields: [
    { value: 'text', label: 'Text' },
    { value: 'number', label: 'Number' },
    { value: 'choice', label: 'Choice' },
    { value: 'switch', label: 'Yes or no' },
  ],
} as const

/** What people are asked when they launch, one box for each question. */
export function Questions({
  form,
  of,
  title,
  help,
}: {
  form: FormHandle<Values>
  of: 'parameters' | 'fields'
  title: string
  help: string
}) {
  const questions = form.values[of]
  const put = (at: number, change: Partial<Question>) =>
    form.set({ [of]: questions.map((each, index) => (index === at ? { ...each, ...change } : each)) })
  const { id, error } = form.field(of)
  return (
    <fieldset className={css.questions} id={id} tabIndex={-1}>
      <legend>{title}</legend>
      <p className="caption">{help}</p>
      {questions.map((question, at) => (
        <QuestionBox
          // biome-ignore lint/suspicious/noArrayIndexKey: a question has no other name while it is typed
          key={at}
          of={question}
          number={at + 1}
          types={TYPES[of]}
          onChange={(change) => put(at, change)}
          onRemove={() => form.set({ [of]: questions.filter((_, index) => index !== at) })}
        />
      ))}
      {error && (
        <p role="alert" className={css.error}>
          {error}
        </p>
      )}
      <div>
        <Button
          small
          icon={<IconPlus />}
          onClick={() => form.set({ [of]: [...questions, { ...NEW_QUESTION, type: TYPES[of][0].value }] })}
        >
          {of === 'fields' ? 'Add a question' : 'Add an option'}
        </Button>
      </div>
    </fieldset>
  )
}

function QuestionBox({
  of: { name, label, description, type, usual, min, max, choices, required },
  number,
  types,
  onChange,
  onRemove,
}: {
  of: Question
  number: number
  types: readonly { value: string; label: string }[]
  onChange: (change: Partial<Question>) => void
  onRemove: () => void
}) {
  const text = (key: keyof Question, head: string, value: string, maxLength: number) => (
    <TextInput
      label={head}
      maxLength={maxLength}
      value={value}
      onChange={({ currentTarget }) => onChange({ [key]: currentTarget.value })}
    />
  )
  const isNumber = ['int', 'float', 'number'].includes(type)
  const isSwitch = type === 'bool' || type === 'switch'
  return (
    <fieldset className={css.question}>
      <legend className="sr-only">{label || `Number ${number}`}</legend>
      {text('name', 'Name in programs', name, 40)}
      {text('label', 'What people read', label, 60)}
      <NativeSelect
        label="Answer"
        data={[...types]}
        value={type}
        onChange={({ currentTarget }) => onChange({ type: currentTarget.value })}
      />
      {isSwitch ? (
        <NativeSelect
          label="At first"
          data={[
            { value: 'false', label: 'No' },
            { value: 'true', label: 'Yes' },
          ]}
          value={usual === 'true' ? 'true' : 'false'}
          onChange={({ currentTarget }) => onChange({ usual: currentTarget.value })}
        />
      ) : (
        text('usual', 'At first', usual, 200)
      )}
      {isNumber && text('min', 'Least', min, 20)}
      {isNumber && text('max', 'Most', max, 20)}
      {type === 'choice' && text('choices', 'Choices, by commas', choices, 2_000)}
      <div className={css.whole}>{text('description', 'Help', description, 300)}</div>
      <div className={`spread ${css.whole}`}>
        <Switch
          label="Required"
          checked={required}
          onChange={({ currentTarget }) => onChange({ required: currentTarget.checked })}
        />
        <Button look="quiet" small icon={<IconX />} onClick={onRemove}>
          Take away
        </Button>
      </div>
    </fieldset>
  )
}
