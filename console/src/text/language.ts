import { makeStore } from '../ui/store.ts'

export const LANGUAGES = { en: 'English', nl: 'Nederlands' } as const
export type Language = keyof typeof LANGUAGES

const KEPT = 'language'
const isLanguage = (text: unknown): text is Language => typeof text === 'string' && text in LANGUAGES

function chosenBefore(): Language | undefined {
  try {
    const kept = localStorage.getItem(KEPT)
    return isLanguage(kept) ? kept : undefined
  } catch {
    // A browser that keeps nothing.
    return undefined
  }
}

const chosen = makeStore<Language | undefined>(chosenBefore())

/** For pages that people see who have no account: from now on they speak this language, also next time. */
export function chooseLanguage(language: Language): void {
  chosen.set(language)
  try {
    localStorage.setItem(KEPT, language)
  } catch {
    // Then it is for this page.
  }
}

/** The language that was chosen here, else the browser's when we have it, else the installation's. */
export function useLanguage(ofInstallation: string | undefined): Language {
  const own = chosen.use()
  if (own) return own
  const browser = navigator.languages.map((each) => each.slice(0, 2)).find(isLanguage)
  return browser ?? (isLanguage(ofInstallation) ? ofInstallation : 'en')
}
