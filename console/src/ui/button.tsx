import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { useId } from 'react'
import css from './button.module.css'
import { Link } from './link.tsx'
import { StateIcon } from './state.tsx'

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  /** filled: the page's one most likely act. plain is the rest. */
  look?: 'filled' | 'plain' | 'tint' | 'quiet'
  danger?: boolean
  small?: boolean
  /** Wide as its column. */
  wide?: boolean
  icon?: ReactNode
  /** Makes it a link to a page. */
  to?: string
  /** Makes it a link to a file. */
  download?: string
  busy?: boolean
  /** Why it cannot be pressed now; it stays reachable, and the reason stands below it. */
  why?: string | undefined
  ref?: Ref<HTMLButtonElement>
}

/** A button named by its act; with `to` or `download` a link that looks like one. */
export function Button({
  look = 'plain',
  danger,
  small,
  wide,
  icon,
  to,
  download,
  busy,
  why,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const id = useId()
  const looks = {
    className: css.button,
    'data-look': look,
    'data-danger': danger || undefined,
    'data-small': small || undefined,
    'data-wide': wide || undefined,
  }
  const inside = (
    <>
      {busy ? <StateIcon look="running" /> : icon}
      <span>{children}</span>
    </>
  )
  const label = rest['aria-label']
  if (to !== undefined) {
    return (
      <Link to={to} {...looks} {...(label && { 'aria-label': label })}>
        {inside}
      </Link>
    )
  }
  if (download !== undefined) {
    return (
      <a href={download} download {...looks} {...(label && { 'aria-label': label })}>
        {inside}
      </a>
    )
  }
  const isIdle = busy || why !== undefined || rest['aria-disabled'] === true
  const button = (
    <button
      type="button"
      {...rest}
      {...looks}
      aria-disabled={isIdle || undefined}
      aria-busy={busy || undefined}
      aria-describedby={why === undefined ? rest['aria-describedby'] : id}
      onClick={(event) => {
        if (isIdle) return event.preventDefault()
        onClick?.(event)
      }}
    >
      {inside}
    </button>
  )
  if (why === undefined) return button
  return (
    <span className={css.with} data-wide={wide || undefined}>
      {button}
      <span id={id} className="caption">
        {why}
      </span>
    </span>
  )
}

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What it does, for those who do not see the icon. */
  label: string
  framed?: boolean
  ref?: Ref<HTMLButtonElement>
}

/** A button that is an icon alone. */
export function IconButton({ label, framed, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      aria-label={label}
      className={css.icon}
      data-framed={framed || undefined}
    >
      {children}
    </button>
  )
}
