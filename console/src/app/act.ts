import { useCallback } from 'react'
import { notify } from '../ui/notices.tsx'
import { wordsOf } from '../ui/words.ts'

export interface ActOptions {
  /** What happened, in a sentence. */
  done?: string
  detail?: string
  undo?: () => Promise<unknown>
}

/** Does something at the server at once; says what happened and offers to undo it, or says what was refused. */
export function useAct() {
  return useCallback((work: () => Promise<unknown>, options: ActOptions = {}) => attempt(work, options), [])
}

async function attempt(work: () => Promise<unknown>, { done, detail, undo }: ActOptions): Promise<boolean> {
  try {
    await work()
  } catch (error) {
    notify({ look: 'failed', title: wordsOf(error) })
    return false
  }
  if (done) {
    notify({
      title: done,
      detail,
      ...(undo && { act: { label: 'Undo', run: () => attempt(undo, {}) } }),
    })
  }
  return true
}
