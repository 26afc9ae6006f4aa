import type { Data } from '../../../app/data.tsx'
import { Ready } from '../../../app/data.tsx'
import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import type { BackupState } from './backup-state.ts'

/** The last good backup, the next one, where they lie. */
export function BackupFacts({ of }: { of: Data<BackupState> }) {
  return (
    <Card title="Backup">
      <Ready of={of} what="The state of the backups">
        {(state) => (
          <div className="stack-small">
            {state.overdue && <Hint look="failed">{state.sentence}</Hint>}
            {state.lastFailure !== null && (
              <Hint look="attention">The last try failed. {state.lastFailure}</Hint>
            )}
            <Facts
              of={[
                [
                  'Last good',
                  state.lastGood ? <Time key="last" at={state.lastGood.startedAt} /> : 'none yet',
                ],
                [
                  'Next',
                  state.enabled ? (
                    <Time key="next" at={state.nextAt} none="not known yet" />
                  ) : (
                    'not by itself'
                  ),
                ],
                [
                  'Rehearsal',
                  state.rehearsal ? (
                    <State key="rehearsal" look={state.rehearsal.ok ? 'done' : 'failed'}>
                      {state.rehearsal.ok ? 'Restored' : 'Could not be restored'},{' '}
                      <Time at={state.rehearsal.at} />
                    </State>
                  ) : (
                    'not yet'
                  ),
                ],
                [
                  'Kept',
                  `${state.keep.daily} days, ${state.keep.weekly} weeks, ${state.keep.monthly} months`,
                ],
                ['Folder', <code key="folder">{state.folder}</code>],
              ]}
            />
            {!state.enabled && (
              <p className="caption">
                The server makes none by itself (<code>ATELIER_BACKUP_ENABLED</code>).
              </p>
            )}
          </div>
        )}
      </Ready>
    </Card>
  )
}
