import { Button } from '../../../ui/button.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Link } from '../../../ui/link.tsx'
import { LogBox } from '../../../ui/log-box.tsx'
import { Hint } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { RUNS } from '../section.ts'
import { callOf, type Trigger } from './data.ts'

type Of = { of: Trigger; onClose: () => void }

/** How a trigger is called. */
export function CallDialog({ of, onClose }: Of) {
  const { lastRunId, usedAt, variables, hostsPointer } = of
  return (
    <Dialog title={of.name} isOpen onClose={onClose} wide>
      <div className="stack-small">
        {of.orphanedAt !== null && (
          <Hint look="attention">
            Calls of it start nothing: {of.maker ?? 'whoever made it'} may not start runs any more. Take it
            over in its menu; where they know the secret, make a new one too.
          </Hint>
        )}
        <Facts
          of={[
            ['Runs', <bdi key="preset">{of.preset.name}</bdi>],
            ['Hosts', hostsPointer === null ? 'all of the preset' : `those of the preset at ${hostsPointer}`],
            [
              'Variables',
              variables.length === 0
                ? 'as in the preset'
                : variables
                    .map(({ name, pointer }) => `${name} from ${pointer || 'the whole body'}`)
                    .join(', '),
            ],
            lastRunId === null
              ? null
              : [
                  'Last run',
                  <span key="run">
                    <Link to={`${RUNS}/${lastRunId}`}>{`#${lastRunId}`}</Link>
                    {usedAt !== null && (
                      <>
                        {' '}
                        <Time at={usedAt} />
                      </>
                    )}
                  </span>,
                ],
          ]}
        />
        <Call of={of} />
      </div>
    </Dialog>
  )
}

/** The secret, which nobody can see again. */
export function SecretDialog({ of, secret, onClose }: Of & { secret: string }) {
  return (
    <Dialog title={`The secret of ${of.name}`} isOpen onClose={onClose} wide>
      <div className="stack-small">
        <Hint>It is shown this once. Copy it to where the calls come from.</Hint>
        <Copy text={secret} label="the secret" />
        <Call of={of} />
        <div className="line">
          <Button look="filled" onClick={onClose}>
            I have copied it
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

function Call({ of }: { of: Trigger }) {
  return (
    <>
      <LogBox label="How it is called" lines={callOf(of).split('\n')} />
      <p className="small muted">
        GitLab’s secret token and signatures of Standard Webhooks are taken as well
        {of.acceptsUntimed && ', and those of GitHub'}. A delivery that comes twice starts one run.
      </p>
    </>
  )
}
