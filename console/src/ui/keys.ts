const SETTING = 'atelier.keys'

/** Single keys can be switched off (WCAG 2.1.4), in /app/me. */
export const areKeysOn = (): boolean => localStorage.getItem(SETTING) !== 'off'
export const setKeysOn = (isOn: boolean): void => localStorage.setItem(SETTING, isOn ? 'on' : 'off')

/** Whether a key belongs to a field. */
export const isTyping = (event: KeyboardEvent): boolean =>
  event.target instanceof HTMLElement &&
  event.target.matches(
    'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]',
  )
