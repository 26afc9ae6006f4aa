import { client } from '../../../app/client.ts'

interface Named {
  id: number
  name: string
}

/** Deletes one, with the way back: what to hand to `useAct`. */
export function removalOf({ id, name }: Named) {
  return [
    () => client.delete('/api/compute/workspaces/{id}', { path: { id } }),
    { done: `${name} is in the trash`, undo: restoringOf({ id, name })[0] },
  ] as const
}

/** Brings one back. */
export function restoringOf({ id, name }: Named) {
  return [
    () => client.post('/api/compute/workspaces/{id}/restore', { path: { id } }),
    { done: `${name} is back` },
  ] as const
}
