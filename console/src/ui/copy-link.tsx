import { useCopy } from './clipboard.ts'

/** Copies the whole address of a page of the console. */
export function CopyLink({ to }: { to: string }) {
  const { said, copy } = useCopy({ done: 'Copied', failed: 'Copy the address of this page by hand' })
  return (
    <button
      type="button"
      className="link"
      onClick={() => copy(new URL(to, window.location.href).href)}
      aria-live="polite"
    >
      {said || 'Copy link'}
    </button>
  )
}
