import { AccountList } from './list.tsx'

export default function People() {
  return <AccountList kind="person" />
}
