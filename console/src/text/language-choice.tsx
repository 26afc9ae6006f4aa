import { chooseLanguage, LANGUAGES, type Language } from './language.ts'

/** Which language the page speaks, for participants and whoever signs in; `label` is for screen readers. */
export function LanguageChoice({
  now,
  label,
  className,
}: {
  now: Language
  label: string
  className?: string
}) {
  return (
    <label>
      <span className="sr-only">{label}</span>
      <select
        className={className}
        value={now}
        onChange={(event) => chooseLanguage(event.currentTarget.value as Language)}
      >
        {Object.entries(LANGUAGES).map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
