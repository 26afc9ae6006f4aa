import type { ReactNode } from 'react'
import button from '../ui/button.module.css'

/** A button of these pages, in the looks of the kit. */
export function Press({
  onClick,
  look,
  label,
  wide,
  submit,
  off,
  children,
}: {
  onClick?: () => void
  look?: 'filled' | 'tint' | 'quiet'
  /** Where what it shows does not say enough. */
  label?: string
  wide?: boolean
  submit?: boolean
  /** Cannot be pressed now; it stays in reach, and what is beside it says why. */
  off?: boolean
  children: ReactNode
}) {
  return (
    <button
      type={submit ? 'submit' : 'button'}
      className={button.button}
      data-look={off ? undefined : look}
      data-wide={wide || undefined}
      aria-label={label}
      aria-disabled={off || undefined}
      onClick={off ? undefined : onClick}
    >
      {children}
    </button>
  )
}
