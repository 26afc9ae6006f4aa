import { useEffect, useState } from 'react'

/** Copies the whole address of a page of the console. */
export function CopyLink({ to }: { to: string }) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(setSaid, 2_000, '')
    return () => clearTimeout(timer)
  }, [said])
  const copy = () => {
    const text = new URL(to, window.location.href).href
    // Without a safe origin the browser has no clipboard.
    const done = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
    done.then(
      () => setSaid('Copied'),
      () => setSaid('Copy the address of this page by hand'),
    )
  }
  return (
    <button type="button" className="link" onClick={copy} aria-live="polite">
      {said || 'Copy link'}
    </button>
  )
}
