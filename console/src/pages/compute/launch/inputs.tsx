import '@mantine/core/styles/NumberInput.css'
import '@mantine/core/styles/Slider.css'
import { NativeSelect, NumberInput, Slider, Switch, TextInput } from '@mantine/core'
import type { FormHandle } from '../../../ui/form.tsx'
import { count } from '../../../ui/time.tsx'
import { memoryInWords, minutesInWords } from '../sessions/words.ts'
import css from './launch.module.css'
import { type Field, keyOf, type Parameter, type Values } from './values.ts'

/** Options whose numbers people read in other units. */
const WORDS: Readonly<Record<string, { label: string; text: (value: number) => string; step: number }>> = {
  memory_mb: { label: 'Memory', text: memoryInWords, step: 1_024 },
  time_limit_minutes: { label: 'Time', text: minutesInWords, step: 15 },
}

/** One option: a slider where it has bounds, a switch, a number or a text. */
export function OptionInput({ of: parameter, form }: { of: Parameter; form: FormHandle<Values> }) {
  const { name, label, description, type, min, max } = parameter
  const key = keyOf.option(name)
  if (type === 'bool') return <Switch label={label} description={description} {...form.toggle(key)} />
  if (type === 'str') {
    const { value, ...field } = form.field(key)
    return (
      <TextInput
        label={label}
        description={description}
        maxLength={200}
        {...field}
        value={String(value ?? '')}
      />
    )
  }
  if (min !== undefined && max !== undefined)
    return <OptionSlider of={{ ...parameter, min, max }} form={form} />
  const { value, ...field } = form.field(key)
  return (
    <NumberInput
      label={label}
      description={description}
      {...(min !== undefined && { min })}
      {...(max !== undefined && { max })}
      allowDecimal={type === 'float'}
      {...field}
      value={value as number}
    />
  )
}

type Bounded = Parameter & { min: number; max: number }

function OptionSlider({
  of: { name, label: given, description, type, min, max },
  form,
}: {
  of: Bounded
  form: FormHandle<Values>
}) {
  const words = WORDS[name]
  const text = words?.text ?? count
  const label = words?.label ?? given
  const key = keyOf.option(name)
  const value = Number(form.values[key])
  const error = form.errors[key]
  const id = `${form.id}-${key}`
  return (
    <div className={css.slider} id={id} tabIndex={-1}>
      <div className="spread">
        <span className={css.label} id={`${id}-label`}>
          {label}
        </span>
        <strong className="small">{text(value)}</strong>
      </div>
      <span className="caption">{description}</span>
      <Slider
        thumbLabel={label}
        label={null}
        min={min}
        max={max}
        step={stepOf({ type, min, max }, words?.step)}
        value={value}
        onChange={(next) => form.set({ [key]: next })}
        thumbProps={{ 'aria-valuetext': text(value) }}
      />
      <div className={css.ends} aria-hidden="true">
        <span>{text(min)}</span>
        <span>{text(max)}</span>
      </div>
      {error && <p className={css.error}>{error}</p>}
    </div>
  )
}

/** Whole ones, larger where there are many of them; a bound that lies between two steps stays where it is. */
function stepOf({ type, min, max }: Pick<Bounded, 'type' | 'min' | 'max'>, usual = 1): number {
  if (type === 'float') return (max - min) / 100
  return max - min >= usual * 4 ? usual : 1
}

/** One question of the kind's own. */
export function FieldInput({ of: asked, form }: { of: Field; form: FormHandle<Values> }) {
  const { name, label: given, description, type, choices = [], required, min, max } = asked
  const key = keyOf.field(name)
  const label = required ? `${given} (required)` : given
  if (type === 'switch') return <Switch label={label} description={description} {...form.toggle(key)} />
  const { value, ...field } = form.field(key)
  if (type === 'choice')
    return (
      <NativeSelect
        label={label}
        description={description}
        data={choices}
        {...field}
        value={String(value ?? '')}
      />
    )
  if (type === 'number')
    return (
      <NumberInput
        label={label}
        description={description}
        {...(min !== undefined && { min })}
        {...(max !== undefined && { max })}
        {...field}
        value={value as number}
      />
    )
  return (
    <TextInput
      label={label}
      description={description}
      maxLength={1_000}
      {...field}
      value={String(value ?? '')}
    />
  )
}
