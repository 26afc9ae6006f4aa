import { IconArrowLeft, IconArrowRight, IconCheck } from '@tabler/icons-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { Bar } from './bar.tsx'
import { Card } from './card.tsx'
import { confirm } from './choosing.ts'
import { groundOf, useDesk } from './desk.ts'
import css from './join.module.css'
import { Notes } from './notes.tsx'
import { Offers } from './offers.tsx'
import { Press } from './press.tsx'
import {
  chosenAt,
  faultsOf,
  isSettled,
  type Me,
  reasonFor,
  type Slot,
  slotsFor,
  type Workshop,
} from './rules.ts'
import { goToStep, useWords } from './texts.ts'

/** One time slot a step, then all of it is confirmed at once. */
export function Choose({ step }: { step: number }) {
  const { t } = useWords()
  const desk = useDesk()
  const { me, faults, slots, progress } = useProgress()
  // Where one comes in; what is chosen there must not move the page on.
  const [first] = useState(() => Math.max(0, progress.firstOpen))
  const at = step > 0 ? Math.min(step, slots.length) - 1 : first
  const slot = slots[at]
  const heading = useRef<HTMLHeadingElement>(null)
  const before = useRef(step)
  useEffect(() => {
    if (before.current !== step) heading.current?.focus()
    before.current = step
  }, [step])
  if (!slot) return <p className={css.note}>{t.nothingYet}</p>
  return (
    <>
      <Offers />
      <Tabs slots={slots} at={at} faults={faults} />
      <Notes faults={faults} />
      <section className={css.slot} aria-labelledby="slot">
        <SlotHead slot={slot} me={me} heading={heading} />
        <Workshops me={me} slot={slot} isOpen={desk.pending === null} />
      </section>
      {progress.isComplete && !progress.isSame && <Review slots={slots} />}
      <ChooseBar at={at} />
    </>
  )
}

/** How far the choice is. */
function useProgress() {
  const desk = useDesk()
  const ground = groundOf(desk)
  const { me } = ground
  const slots = slotsFor(me)
  const isOpen = (slot: Slot) => chosenAt(me, desk.draft, slot.moment) === undefined
  const count = slots.filter((slot) => !isOpen(slot)).length
  const progress = {
    count,
    firstOpen: slots.findIndex(isOpen),
    isComplete: count === slots.length,
    isSame: isSettled(me, desk.draft),
    isOpen,
  }
  return { me, slots, faults: faultsOf(ground, desk.draft), progress }
}

function Tabs({ slots, at, faults }: { slots: readonly Slot[]; at: number; faults: readonly Workshop[] }) {
  const { t } = useWords()
  const { me, draft } = useDesk()
  if (!me) return null
  return (
    <nav className={css.tabs} aria-label={t.slots}>
      {slots.map(({ moment }, i) => {
        const isFaulty = faults.some((each) => each.moment === moment)
        const isChosen = chosenAt(me, draft, moment) !== undefined
        return (
          <button
            key={moment}
            type="button"
            className={css.tab}
            aria-current={i === at ? 'step' : undefined}
            onClick={() => goToStep(i + 1)}
          >
            {isChosen && !isFaulty && <IconCheck aria-hidden="true" />}
            <span dir="auto">{moment}</span>
            {isFaulty ? (
              <span className="sr-only">{t.troubleIn('')}</span>
            ) : (
              isChosen && <span className="sr-only">{t.chosenIn('')}</span>
            )}
          </button>
        )
      })}
    </nav>
  )
}

function SlotHead({
  slot,
  me,
  heading,
}: {
  slot: Slot
  me: Me
  heading?: RefObject<HTMLHeadingElement | null>
}) {
  const { t } = useWords()
  const count = me.workshops.filter((each) => each.moment === slot.moment && each.forMyGroup).length
  return (
    <div className={css.spread}>
      <h2 id="slot" ref={heading} tabIndex={-1} dir="auto">
        <SlotTime slot={slot} />
      </h2>
      <span className="caption">{t.chooseOne(count)}</span>
    </div>
  )
}

/** Its day and hours, or what it is called where nobody has said them. */
export function SlotTime({ slot }: { slot: Slot }) {
  const { t, when } = useWords()
  if (slot.startsAt === null) return slot.moment
  const end = slot.endsAt === null ? '' : ` ${t.to} ${when.clock(slot.endsAt)}`
  return `${when.day(slot.startsAt)}, ${when.clock(slot.startsAt)}${end}`
}

/** All of a time slot; those for other groups stand folded at the end. */
export function Workshops({ me, slot, isOpen }: { me: Me; slot: Slot; isOpen: boolean }) {
  const { t } = useWords()
  const here = me.workshops.filter((each) => each.moment === slot.moment)
  const isMine = (each: Workshop) =>
    each.forMyGroup || me.choice.some(({ workshopId }) => workshopId === each.id)
  const others = here.filter((each) => !isMine(each))
  const list = (items: readonly Workshop[]) => (
    <ul className={css.cards}>
      {items.map((each) => (
        <Card key={each.id} workshop={each} isOpen={isOpen} />
      ))}
    </ul>
  )
  return (
    <>
      {list(here.filter(isMine))}
      {others.length > 0 && (
        <details className={css.others}>
          <summary>{t.otherGroups(others.length)}</summary>
          {list(others)}
        </details>
      )}
    </>
  )
}

/** Everything in one list before it is confirmed. */
function Review({ slots }: { slots: readonly Slot[] }) {
  const { t } = useWords()
  const { me, draft } = useDesk()
  if (!me) return null
  return (
    <section className={css.review} aria-labelledby="review">
      <h2 id="review">{t.review}</h2>
      <ul>
        {slots.map((slot, i) => (
          <li key={slot.moment} className={css.spread}>
            <span>
              <span className="caption" dir="auto">
                {slot.moment}
              </span>
              <strong className={css.title} dir="auto">
                {chosenAt(me, draft, slot.moment)?.title}
              </strong>
            </span>
            <Press look="quiet" label={t.change(slot.moment)} onClick={() => goToStep(i + 1)}>
              {t.changeShort}
            </Press>
          </li>
        ))}
      </ul>
    </section>
  )
}

function ChooseBar({ at }: { at: number }) {
  const { t } = useWords()
  const desk = useDesk()
  const { phase, pending } = desk
  const { me, slots, faults, progress } = useProgress()
  const { count, isComplete, isSame, isOpen } = progress
  const indexOf = (slot: Slot | undefined) => (slot ? slots.indexOf(slot) + 1 : 0)
  const faulty = slots.find((slot, i) => i !== at && faults.some((each) => each.moment === slot.moment))
  // The next that is open, else one before.
  const next =
    slots.find((slot, i) => i > at && isOpen(slot)) ?? slots.find((slot, i) => i !== at && isOpen(slot))
  const isConfirmable = count > 0 && !isSame && faults.length === 0 && pending === null
  const isLast = next === undefined || at === slots.length - 1
  const previous = slots[at - 1]
  const here = slots[at]
  // Where nothing can be had in this slot, the others are all there is.
  const isHereOpen =
    here !== undefined &&
    isOpen(here) &&
    me.workshops.some(
      (each) => each.moment === here.moment && reasonFor(groundOf(desk), desk.draft, each) === undefined,
    )
  const note = isSame && count > 0 ? t.same : isComplete ? t.allChosen : next ? t.stillOpen(next.moment) : ''
  const main = () => {
    if (pending)
      return (
        <Press look="filled" wide off>
          {phase === 'sending' ? t.sending : t.pendingTitle}
        </Press>
      )
    if (faulty) return <Onward to={indexOf(faulty)}>{t.again(faulty.moment)}</Onward>
    if (isConfirmable && (isComplete || (next === undefined && !isHereOpen)))
      return (
        <Press look="filled" wide onClick={() => void confirm()}>
          {isComplete ? t.confirm : t.confirmPart(count)}
        </Press>
      )
    if (next) return <Onward to={indexOf(next)}>{t.next(next.moment)}</Onward>
    if (isSame && count > 0) return <Onward to={0}>{t.toTimetable}</Onward>
    return (
      <Press look="filled" wide off>
        {faults.length > 0
          ? t.again(here?.moment ?? '')
          : count > 0 && here
            ? t.stillOpen(here.moment)
            : t.nothingChosen}
      </Press>
    )
  }
  return (
    <Bar progress={t.progress(count, slots.length)} note={note}>
      {previous && (
        <Press label={t.back(previous.moment)} onClick={() => goToStep(at)}>
          <IconArrowLeft aria-hidden="true" />
        </Press>
      )}
      {main()}
      {count === 0 && !isSame && pending === null && (
        <Press look="quiet" wide onClick={() => void confirm()}>
          {t.giveBack}
        </Press>
      )}
      {isConfirmable && !isComplete && isLast && (next || isHereOpen) && (
        <Press look="quiet" wide onClick={() => void confirm()}>
          {t.confirmPart(count)}
        </Press>
      )}
    </Bar>
  )
}

function Onward({ to, children }: { to: number; children: string }) {
  return (
    <Press look="filled" wide onClick={() => goToStep(to)}>
      {children}
      <IconArrowRight aria-hidden="true" />
    </Press>
  )
}
