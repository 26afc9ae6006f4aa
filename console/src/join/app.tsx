import { useEffect, useRef } from 'react'
import { Choose } from './choose.tsx'
import { type useDesk as Use, useDesk } from './desk.ts'
import { Entrance, Unreachable } from './entrance.tsx'
import { Fault } from './fault.tsx'
import { Frame } from './frame.tsx'
import { Preview } from './preview.tsx'
import { isOpenAt, isSettled, takesWishes } from './rules.ts'
import { useNowAfter, useStep, useWordsOf, WordsProvider } from './texts.ts'
import { Timetable } from './timetable.tsx'
import { Wishes } from './wishes.tsx'

/** What participants see: their key, their choice, their timetable. */
export function App() {
  const desk = useDesk()
  const words = useWordsOf(desk.me?.event ?? desk.event)
  return (
    <WordsProvider value={words}>
      <Fault>{screenOf(desk)}</Fault>
    </WordsProvider>
  )
}

function screenOf({ screen }: ReturnType<typeof Use>) {
  if (screen === 'loading') return null
  if (screen === 'unreachable') return <Unreachable />
  return screen === 'event' ? <Event /> : <Entrance />
}

function Event() {
  const { me, draft, pending, note } = useDesk()
  const step = useStep()
  const { opensAt = null, closesAt = null, wishesUntil = null } = me?.event ?? {}
  const now = useNowAfter([opensAt, closesAt, wishesUntil])
  const heading = useRef<HTMLHeadingElement>(null)
  const isDone = note?.kind === 'done'
  useEffect(() => {
    if (isDone) heading.current?.focus()
  }, [isDone])
  if (!me) return null
  const isOpen = isOpenAt(me.event, now)
  const isFirst = me.choice.length === 0
  const isChosen = isSettled(me, draft) && !pending
  const view = () => {
    if (takesWishes(me.event, now)) return <Wishes />
    if (me.event.mode === 'choice' && isOpen && (step > 0 || isFirst || !isChosen))
      return <Choose step={step} />
    const isAhead = !isOpen && isFirst && opensAt !== null && Date.parse(opensAt) > now
    return isAhead ? <Preview /> : <Timetable isOpen={isOpen && me.event.mode === 'choice'} />
  }
  return <Frame heading={heading}>{view()}</Frame>
}
