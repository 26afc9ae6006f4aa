import { Ready } from '../../app/data.tsx'
import { type Home, useHome } from '../../app/running.ts'
import { personName, useSession } from '../../app/session.ts'
import { PageHead, WithSide } from '../../ui/page-head.tsx'
import { Empty } from '../../ui/states.tsx'
import { counted } from '../../ui/time.tsx'
import { AskForPipelines } from './ask-pipelines.tsx'
import { Checklist } from './checklist.tsx'
import { HomeActs } from './home-acts.tsx'
import { ComingUp, Limits, Needs } from './home-side.tsx'
import { Recent } from './recent.tsx'
import { RunningNow, runsSentence } from './running.tsx'
import { SampleProgress } from './sample-progress.tsx'

/** `/app`: what is mine and what runs now, over all services. */
export default function HomePage() {
  const session = useSession()
  // Whatever this person may read of the journal may be on it.
  const home = useHome(() => true)
  const now = home.data?.data
  const { firstName } = session.account
  return (
    <>
      <PageHead
        place="Home"
        title={`${greeting()}, ${firstName || personName(session.account)}`}
        sentence={now && sentenceOf(now)}
        acts={<HomeActs />}
      />
      <Ready of={home} what="Home">
        {(data) => <Parts of={data} />}
      </Ready>
    </>
  )
}

function Parts({ of: home }: { of: Home }) {
  const { running, needs, recent, limits, comingUp, checklist } = home
  const {
    account: { administrator },
    services,
  } = useSession()
  const isSideEmpty = needs.length + limits.length + comingUp.length === 0
  return (
    <WithSide
      side={
        isSideEmpty ? null : (
          <>
            {needs.length > 0 && <Needs of={needs} />}
            {limits.length > 0 && <Limits of={limits} />}
            {comingUp.length > 0 && <ComingUp of={comingUp} />}
          </>
        )
      }
    >
      {administrator && <SampleProgress />}
      {!services.includes('pipelines') && <AskForPipelines />}
      {checklist && <Checklist of={checklist} />}
      {running.length > 0 && <RunningNow of={running} />}
      {recent.length > 0 && <Recent of={recent} />}
      {recent.length + running.length === 0 && !checklist && (
        <Empty title="Nothing is yours yet">
          {services.length > 0
            ? 'What you make, and what others share with you, stands here.'
            : 'As soon as somebody gives you a role in a service or a project, it stands here. Ask whoever runs this installation.'}
        </Empty>
      )}
    </WithSide>
  )
}

const NOON = 12
const EVENING = 18
const MORNING = 5

function greeting(): string {
  const hour = new Date().getHours()
  if (hour >= MORNING && hour < NOON) return 'Good morning'
  return hour >= NOON && hour < EVENING ? 'Good afternoon' : 'Good evening'
}

function sentenceOf({ running, needs }: Home): string {
  const runs = runsSentence(running)
  return needs.length === 0
    ? `${runs} Nothing needs you.`
    : `${runs} ${counted(needs.length, 'thing')} ${needs.length === 1 ? 'needs' : 'need'} you.`
}
