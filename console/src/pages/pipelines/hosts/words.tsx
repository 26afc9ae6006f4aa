import type { Answer } from '@atelier/client'
import { State } from '../../../ui/state.tsx'

export type Host = Answer<'/api/pipelines/hosts'>['items'][number]

/** What a backend is, for people. */
export function backendWord(backend: string): string {
  if (backend === 'local') return 'the server itself'
  return backend === 'outside' ? 'a program outside' : `cluster ${backend}`
}

const STANDINGS = {
  up: { look: 'done', word: 'Answers' },
  down: { look: 'unreachable', word: 'Does not answer' },
  silent: { look: 'attention', word: 'Nobody asks' },
  off: { look: 'stopped', word: 'Switched off' },
} as const

export function HostState({ of: { health, warning } }: { of: Host }) {
  const { look, word } = STANDINGS[health.state]
  return (
    <>
      <State look={look}>{word}</State>
      {warning !== null && <div className="small muted">{warning}</div>}
    </>
  )
}
