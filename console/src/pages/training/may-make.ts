import { useSession } from '../../app/session.ts'

const MAKING_ROLES = ['training:manager', 'training:user']

/** Whether this person may make events. */
export function useMayMake(): boolean {
  const { account, roles } = useSession()
  return account.administrator || roles.some((role) => MAKING_ROLES.includes(role))
}
