import { Link } from '../../ui/link.tsx'
import { Hint } from '../../ui/states.tsx'
import { useBackupState } from './health/backup-state.ts'

/** For administrators, above every page: the last good backup is too old. */
export default function BackupBanner() {
  const state = useBackupState().data?.data
  if (!state?.overdue) return null
  return (
    <Hint look="attention" act={<Link to="/app/operate/health">Look</Link>}>
      {state.sentence}
    </Hint>
  )
}
