import { useState } from 'react'

/** The values of a form, and what each of its fields takes. */
export function useFields<T extends Record<string, string>>(initial: T) {
  const [values, setValues] = useState(initial)
  const field = (name: keyof T) => ({
    value: values[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setValues((now) => ({ ...now, [name]: value }))
    },
  })
  return { values, setValues, field }
}
