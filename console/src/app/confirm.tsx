import { Refusal } from '@atelier/client'
import { lazy, Suspense } from 'react'
import { makeStore } from '../ui/store.ts'

interface Question {
  /** What the server says that it asks for. */
  why: string
  done: () => void
  leave: () => void
}

const asked = makeStore<Question | null>(null)
/** Few are asked, and then they wait for it. */
const ConfirmIdentity = lazy(() => import('./confirm-identity.tsx'))

/**
 * Does what needs a fresh sign-in: where the server asks to see again who this is, the person is asked, and then it is
 * done. Who leaves the question gets the refusal.
 */
export async function confirmed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'confirm_needed') throw error
    await new Promise<void>((done, leave) =>
      asked.set({ why: error.message, done, leave: () => leave(error) }),
    )
    return work()
  }
}

/** The place of that question; once in the frame. */
export function ConfirmDoor() {
  const question = asked.use()
  if (!question) return null
  const close = (how: () => void) => {
    asked.set(null)
    how()
  }
  return (
    <Suspense>
      <ConfirmIdentity
        why={question.why}
        onDone={() => close(question.done)}
        onLeave={() => close(question.leave)}
      />
    </Suspense>
  )
}
