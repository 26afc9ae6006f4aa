import { useEffect, useState } from 'react'

/** Rejects without a safe origin: there the browser has no clipboard. */
export const copyText = (text: string): Promise<void> =>
  navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))

/** Copies a text, and says for two seconds what came of it. */
export function useCopy(words: { done: string; failed: string }) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(setSaid, 2_000, '')
    return () => clearTimeout(timer)
  }, [said])
  const copy = (text: string) =>
    void copyText(text).then(
      () => setSaid(words.done),
      () => setSaid(words.failed),
    )
  return { said, copy }
}
