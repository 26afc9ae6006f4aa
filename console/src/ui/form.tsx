import { Refusal, Unreachable } from '@atelier/client'
import {
  type ChangeEvent,
  type FocusEvent,
  type ReactNode,
  type SyntheticEvent,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { Button } from './button.tsx'
import css from './form.module.css'
import { StateIcon } from './state.tsx'

type Errors = Readonly<Record<string, string>>
const NO_ERRORS: Errors = {}
const DRAFT_MS = 7 * 86_400_000
const SECRET = /password|secret|code/i

export interface FormOptions<V extends object, A> {
  initial: V
  /** What is wrong, by field; an empty text is nothing. Called on leaving a field and on sending. */
  check?: (values: V) => Partial<Record<keyof V & string, string | undefined | false>>
  send: (values: V) => Promise<A>
  done?: (answer: A, values: V) => unknown
  /** Names the draft that is kept in this browser for 7 days, without secret fields. */
  draft?: string
  /** What a refusal with this code means for a field, where the server names none. */
  fieldOf?: Readonly<Record<string, keyof V & string>>
  /** Given the refusal of a version that somebody else changed (412). */
  changed?: (values: V) => unknown
}

export interface FormHandle<V extends object> {
  values: V
  set: (changes: Partial<V>) => void
  /** For inputs of text and choices. */
  field: <K extends keyof V & string>(name: K) => FieldProps<V[K]>
  /** For checkboxes and switches. */
  toggle: (name: keyof V & string) => ToggleProps
  errors: Errors
  /** What was refused and belongs to no field. */
  fault: string | null
  isSending: boolean
  isTouched: boolean
  submit: () => void
  reset: (values?: V) => void
  id: string
}

export interface FieldProps<T> {
  id: string
  name: string
  value: T
  // biome-ignore lint/suspicious/noExplicitAny: inputs of Mantine give an event or the value itself
  onChange: (given: any) => void
  onBlur: (event: FocusEvent) => void
  error: ReactNode
}

export interface ToggleProps {
  id: string
  name: string
  checked: boolean
  onChange: (event: ChangeEvent<HTMLInputElement>) => void
  error: ReactNode
}

function readDraft<V extends object>(key: string | undefined): Partial<V> | undefined {
  if (!key) return undefined
  try {
    const { at, values } = JSON.parse(localStorage.getItem(`draft:${key}`) ?? '{}')
    return typeof at === 'number' && Date.now() - at < DRAFT_MS ? values : undefined
  } catch {
    // A browser that keeps nothing, or something that an older page kept.
    return undefined
  }
}

function writeDraft(key: string | undefined, values: object | undefined): void {
  if (!key) return
  try {
    if (!values) {
      localStorage.removeItem(`draft:${key}`)
      return
    }
    const kept = Object.fromEntries(Object.entries(values).filter(([name]) => !SECRET.test(name)))
    localStorage.setItem(`draft:${key}`, JSON.stringify({ at: Date.now(), values: kept }))
  } catch {
    // The browser keeps nothing; the page does.
  }
}

const given = (errors: object): Errors =>
  Object.fromEntries(Object.entries(errors).filter(([, text]) => Boolean(text))) as Errors

/** A form: what is typed, what is wrong with it, and what happens when it is sent. Nothing typed is lost. */
export function useForm<V extends object, A>(options: FormOptions<V, A>): FormHandle<V> {
  const id = useId()
  const [values, setValues] = useState<V>(() => ({ ...options.initial, ...readDraft<V>(options.draft) }))
  const [errors, setErrors] = useState<Errors>(NO_ERRORS)
  const [fault, setFault] = useState<string | null>(null)
  const [isSending, setSending] = useState(false)
  const [isTouched, setTouched] = useState(false)
  const latest = useRef({ options, values })
  latest.current = { options, values }

  const set = useCallback((changes: Partial<V>) => {
    const next = { ...latest.current.values, ...changes }
    latest.current.values = next
    setValues(next)
    setTouched(true)
    setErrors((now) => given(Object.fromEntries(Object.entries(now).filter(([name]) => !(name in changes)))))
    writeDraft(latest.current.options.draft, next)
  }, [])
  const reset = useCallback((to?: V) => {
    const next = to ?? latest.current.options.initial
    latest.current.values = next
    setValues(next)
    setErrors(NO_ERRORS)
    setFault(null)
    setTouched(false)
    writeDraft(latest.current.options.draft, undefined)
  }, [])

  async function submit() {
    if (isSending) return
    const { options, values } = latest.current
    const wrong = given(options.check?.(values) ?? {})
    setErrors(wrong)
    setFault(null)
    if (Object.keys(wrong).length > 0) return
    setSending(true)
    try {
      const answer = await options.send(values)
      writeDraft(options.draft, undefined)
      setTouched(false)
      await options.done?.(answer, values)
    } catch (error) {
      if (error instanceof Refusal && error.status === 412 && options.changed) options.changed(values)
      else if (error instanceof Refusal) takeRefusal(error)
      else if (error instanceof Unreachable) {
        setFault(
          'The server cannot be reached. What you typed is kept; send it again when the connection is back.',
        )
      } else throw error
    } finally {
      setSending(false)
    }
  }
  function takeRefusal(refusal: Refusal) {
    const named = latest.current.options.fieldOf?.[refusal.code]
    const known = refusal.errors.filter(({ field }) => field in latest.current.values)
    if (known.length > 0) setErrors(Object.fromEntries(known.map(({ field, message }) => [field, message])))
    else if (named) setErrors({ [named]: refusal.message })
    else setFault(refusal.message)
  }

  return {
    values,
    set,
    reset,
    errors,
    fault,
    isSending,
    isTouched,
    id,
    submit: () => void submit(),
    field: (name) => ({
      id: `${id}-${name}`,
      name,
      value: values[name],
      onChange: (given: unknown) =>
        set({ [name]: isChange(given) ? given.currentTarget.value : given } as Partial<V>),
      onBlur: ({ relatedTarget: next }) => {
        // Sending looks at all fields; a text that appears now would move the button from under the pointer.
        if (next instanceof HTMLButtonElement && next.type === 'submit') return
        const text = options.check?.(latest.current.values)[name]
        if (text && latest.current.values[name] !== options.initial[name]) {
          setErrors((now) => ({ ...now, [name]: text }))
        }
      },
      error: errors[name],
    }),
    toggle: (name) => ({
      id: `${id}-${name}`,
      name,
      checked: Boolean(values[name]),
      onChange: (event) => set({ [name]: event.currentTarget.checked } as Partial<V>),
      error: errors[name],
    }),
  }
}

const isChange = (given: unknown): given is ChangeEvent<HTMLInputElement> =>
  typeof given === 'object' && given !== null && 'currentTarget' in given

export interface FormProps<V extends object> {
  of: FormHandle<V>
  children: ReactNode
  /** The act: "Make the project". */
  submit: string
  danger?: boolean
  /** Why it cannot be sent now. */
  why?: string | undefined
  /** Beside the button: a way back. */
  cancel?: ReactNode
  wide?: boolean
}

/** The fields below each other, what was refused above them, and the button that sends. */
export function Form<V extends object>({
  of: form,
  children,
  submit,
  danger,
  why,
  cancel,
  wide,
}: FormProps<V>) {
  const send = (event: SyntheticEvent) => {
    event.preventDefault()
    if (why === undefined) form.submit()
  }
  return (
    <form
      className={css.form}
      onSubmit={send}
      onKeyDown={(event) => {
        // Enter makes a line in an area of text; with Ctrl it sends.
        const isSent = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
        if (isSent && event.target instanceof HTMLTextAreaElement) send(event)
      }}
      noValidate
    >
      <FormFaults of={form} />
      {children}
      <div className={css.acts}>
        <Button
          type="submit"
          look="filled"
          {...(danger && { danger })}
          {...(wide && { wide })}
          busy={form.isSending}
          why={why}
        >
          {submit}
        </Button>
        {cancel}
      </div>
    </form>
  )
}

/** What was refused, as links to the fields; it takes the focus. */
export function FormFaults<V extends object>({ of: { errors, fault, id } }: { of: FormHandle<V> }) {
  const box = useRef<HTMLDivElement>(null)
  const fields = Object.entries(errors)
  const key = JSON.stringify([errors, fault])
  const [shown, setShown] = useState(key)
  // biome-ignore lint/correctness/useExhaustiveDependencies: focus goes there when there is something new
  useEffect(() => {
    setShown(key)
    const isTyping = document.activeElement?.matches('input, textarea, select')
    if (box.current && key !== shown && !isTyping) box.current.focus()
  }, [key])
  if (fields.length === 0 && !fault) return null
  return (
    <div ref={box} role="alert" tabIndex={-1} className={css.faults}>
      <StateIcon look="failed" />
      <div>
        {fault ?? (
          <>
            <strong>
              {fields.length === 1 ? '1 field needs you.' : `${fields.length} fields need you.`}
            </strong>{' '}
            Nothing was sent yet.
            <ul>
              {fields.map(([name, text]) => (
                <li key={name}>
                  <a
                    href={`#${id}-${name}`}
                    onClick={(event) => {
                      event.preventDefault()
                      document.getElementById(`${id}-${name}`)?.focus()
                    }}
                  >
                    {text}
                  </a>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  )
}
