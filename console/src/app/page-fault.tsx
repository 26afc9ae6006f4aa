import type { ErrorComponentProps } from '@tanstack/react-router'
import { PageHead } from '../ui/page-head.tsx'
import { Failed } from '../ui/states.tsx'

/** A page that cannot be drawn; the frame around it stands. */
export function PageFault({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <PageHead title="This page cannot be shown" />
      <Failed error={error} what="The page" onRetry={reset} />
    </>
  )
}
