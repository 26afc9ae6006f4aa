import css from './avatar.module.css'

const TONES = 6

/** Initials on a colour that the name chooses; a decoration beside the name. */
export function Avatar({ name, large }: { name: string; large?: boolean }) {
  const words = name.split(/[\s.]+/).filter(Boolean)
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  )
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_973
  return (
    <span className={css.avatar} data-tone={sum % TONES} data-large={large || undefined} aria-hidden="true">
      {initials.join('').toLocaleUpperCase()}
    </span>
  )
}
