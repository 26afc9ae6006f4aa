import { type Answer, Refusal, type Snapshot } from '@atelier/client'
import { useQuery } from '@tanstack/react-query'
import { client } from './client.ts'
import { queries } from './queries.ts'

export type Session = Answer<'/api/session'>
type Held = Snapshot<Session> | null

const KEY = ['session']
const read = async (): Promise<Held> => {
  try {
    return await client.read('/api/session')
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return null
    throw error
  }
}

/** Who is signed in; data is null when nobody is. */
export const useSessionQuery = () => useQuery<Held>({ queryKey: KEY, queryFn: read, staleTime: 60_000 })

/** Who is signed in, on pages inside the frame, which nobody else sees. */
export function useSession(): Session {
  const { data } = useSessionQuery()
  if (!data) throw new Error('This page is for people who are signed in.')
  return data.data
}

/** Call it after signing in, and after a change of one's own account: asks the server again who is there. */
export const refreshSession = (): Promise<void> => queries.invalidateQueries({ queryKey: KEY })

/** Ends the session on the server, and forgets what was loaded for it. */
export async function signOut(): Promise<void> {
  await client.delete('/api/session')
  queries.clear()
  window.location.assign('/')
}

/** Whether this account may use a service. */
export const mayUse = (session: Session, service: string): boolean => session.services.includes(service)

/** The name that people read: first and last name, else the sign-in name. */
export const personName = ({
  firstName,
  lastName,
  name,
}: {
  firstName: string
  lastName: string
  name: string
}) => `${firstName} ${lastName}`.trim() || name
