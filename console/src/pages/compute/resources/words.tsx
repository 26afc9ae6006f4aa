import { State } from '../../../ui/state.tsx'
import type { Resource } from './values.ts'

export const RESOURCES = '/app/compute/resources'

/** How a place is: switched off says more than whether it answers. */
export function ResourceState({ of, pill }: { of: Resource; pill?: boolean }) {
  const { isEnabled, health } = of
  if (!isEnabled)
    return (
      <State look="stopped" {...(pill && { pill })}>
        Switched off
      </State>
    )
  return (
    <State look={health.connected ? 'done' : 'unreachable'} {...(pill && { pill })}>
      {health.connected ? 'Answers' : 'Does not answer'}
    </State>
  )
}
