import { notify } from '../../../ui/notices.tsx'
import { counted } from '../../../ui/time.tsx'

/** Says what an undo has brought back, and what it could not. */
export function tellBack(
  title: string,
  { choices, newKeys }: { choices: readonly unknown[]; newKeys: readonly unknown[] },
): void {
  const details = [
    choices.length > 0 && `${counted(choices.length, 'choice')} could not come back: others have the seats.`,
    newKeys.length > 0 &&
      `${counted(newKeys.length, 'person has', 'people have')} a new key: print the letters again.`,
  ].filter(Boolean)
  notify({ title, ...(details.length > 0 && { look: 'attention' as const, detail: details.join(' ') }) })
}
