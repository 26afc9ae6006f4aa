import { AccountList } from './list.tsx'

export default function ServiceAccounts() {
  return <AccountList kind="service" />
}
