import { type Ref, useImperativeHandle, useMemo, useRef } from 'react'
import type { Fault } from './data.ts'
import css from './inventories.module.css'

export interface NumberedTextProps {
  label: string
  value: string
  onChange: (text: string) => void
  faults: readonly Fault[]
  ref?: Ref<TextHandle>
}

export interface TextHandle {
  /** Puts the cursor at the beginning of a line, and shows it. */
  goTo(line: number): void
}

const LINES_ABOVE = 4

/** A text to type in, with the numbers of its lines; those with faults are marked. */
export function NumberedText({ label, value, onChange, faults, ref }: NumberedTextProps) {
  const text = useRef<HTMLTextAreaElement>(null)
  useImperativeHandle(ref, () => ({
    goTo(line) {
      const { current } = text
      if (!current) return
      const lines = current.value.split('\n')
      const at = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
      current.focus()
      current.setSelectionRange(at, at)
      current.scrollTop = (Math.max(0, line - LINES_ABOVE) / lines.length) * current.scrollHeight
    },
  }))
  const numbers = useRef<HTMLPreElement>(null)
  const wrong = useMemo(() => new Set(faults.map(({ line }) => line)), [faults])
  const count = useMemo(() => value.split('\n').length, [value])
  // The numbers of all lines at once are one text: as so many elements they would make each letter slow.
  const parts = useMemo(() => partsOf(count, wrong), [count, wrong])
  return (
    <div className={css.editor}>
      <pre className={css.numbers} ref={numbers} aria-hidden="true">
        {parts.map(({ from, text, isWrong }) => (
          <span key={from} data-fault={isWrong || undefined}>
            {text}
          </span>
        ))}
      </pre>
      <textarea
        ref={text}
        className={css.text}
        aria-label={label}
        aria-invalid={faults.length > 0 || undefined}
        spellCheck={false}
        autoComplete="off"
        wrap="off"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onScroll={({ currentTarget: { scrollTop } }) => {
          if (numbers.current) numbers.current.scrollTop = scrollTop
        }}
      />
    </div>
  )
}

interface Part {
  from: number
  text: string
  isWrong: boolean
}

function partsOf(count: number, wrong: ReadonlySet<number>): Part[] {
  const parts: Part[] = []
  for (let line = 1; line <= count; line += 1) {
    const isWrong = wrong.has(line)
    const last = parts.at(-1)
    if (last && last.isWrong === isWrong) last.text += `${line}\n`
    else parts.push({ from: line, text: `${line}\n`, isWrong })
  }
  return parts
}
