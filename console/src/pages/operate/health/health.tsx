import type { Answer } from '@atelier/client'
import { IconDatabaseExport, IconRefresh } from '@tabler/icons-react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty } from '../../../ui/states.tsx'
import { moment } from '../../../ui/time.tsx'
import { useEvery } from '../every.ts'
import { BackupFacts } from './backup-facts.tsx'
import { BackupList } from './backup-list.tsx'
import { useBackupState } from './backup-state.ts'
import { DiskCard } from './disk.tsx'
import { LEVELS, Parts } from './parts.tsx'

type Health = Answer<'/api/health'>

const EVERY_MS = 5_000

export default function HealthPage() {
  const act = useAct()
  const health = useData(['health'], (signal) => client.read('/api/health', { signal }), {
    live: ['health'],
  })
  // A look that finds nothing new leaves no entry, but it has its time.
  useEvery(EVERY_MS, () => queries.invalidateQueries({ queryKey: ['health'] }))
  const backups = useBackupState()
  const running = backups.data?.data.running ?? null
  return (
    <>
      <PageHead
        title="Health and backup"
        trail={[{ label: 'Operate', to: '/app/operate/accounts' }]}
        state={<Level of={health.data?.data} />}
        sentence={sentenceOf(health.data?.data)}
        acts={
          <>
            <Button
              icon={<IconRefresh aria-hidden="true" />}
              onClick={() =>
                void act(() => client.post('/api/health/look'), {
                  done: 'Everything is being looked at',
                  detail: 'What changes appears here by itself.',
                })
              }
            >
              Look again
            </Button>
            <Button
              look="filled"
              icon={<IconDatabaseExport aria-hidden="true" />}
              busy={running !== null}
              onClick={() =>
                void act(() => client.post('/api/backups'), {
                  done: 'A backup is being made',
                  detail: 'The server goes on meanwhile. You may leave this page.',
                })
              }
            >
              {running ? 'Backing up' : 'Back up now'}
            </Button>
          </>
        }
      />
      <WithSide
        side={
          <>
            <BackupFacts of={backups} />
            <Ready of={health} what="The disk">
              {({ disk }) => <DiskCard disk={disk} />}
            </Ready>
          </>
        }
      >
        <Card title="Parts" flush>
          <Ready of={health} what="The health of the installation">
            {({ parts }) =>
              parts.length === 0 ? (
                <Empty title="Not looked at yet">
                  The server looks at everything every 10 minutes, and now with “Look again”.
                </Empty>
              ) : (
                <Parts of={parts} />
              )
            }
          </Ready>
        </Card>
        <BackupList lastGood={backups.data?.data.lastGood?.id} isBusy={running !== null} />
      </WithSide>
    </>
  )
}

function Level({ of }: { of: Health | undefined }) {
  if (!of?.level) return null
  const [look, word] = LEVELS[of.level]
  return (
    <State pill look={look}>
      {word}
    </State>
  )
}

/** How many parts need somebody, and when they were looked at. */
function sentenceOf(health: Health | undefined): string {
  if (!health) return 'How each part of the installation stands.'
  const { parts } = health
  const bad = parts.filter(({ level }) => level !== 'ok').length
  const at = parts.map(({ lookedAt }) => lookedAt).sort()[0]
  const when = at === undefined ? '' : ` Looked at ${moment(at)}.`
  if (parts.length === 0) return 'Nothing was looked at yet.'
  if (bad === 0) return `All ${parts.length} parts are well.${when}`
  return `${bad} of ${parts.length} parts ${bad === 1 ? 'needs' : 'need'} somebody.${when}`
}
