import { IconCheck, IconLinkOff, IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { joinList, leaveList, tap } from './choosing.ts'
import { groundOf, useDesk } from './desk.ts'
import css from './join.module.css'
import { Press } from './press.tsx'
import {
  isFull,
  isKept,
  lineOf,
  type Reason,
  reasonFor,
  takenOf,
  type Workshop,
  waitingOf,
  workshopOf,
} from './rules.ts'
import { useWords } from './texts.ts'

/** A workshop that can be tapped, or that says why it cannot. */
export function Card({ workshop, isOpen }: { workshop: Workshop; isOpen: boolean }) {
  const desk = useDesk()
  const ground = groundOf(desk)
  const isDraft = desk.draft.includes(workshop.id)
  const place = ground.me.choice.find(({ workshopId }) => workshopId === workshop.id)
  // What has filled up since it was chosen is no choice any more, and can only be taken out.
  const isLost = isDraft && isFull(ground, workshop)
  const isChosen = isDraft && !isLost
  const reason = isDraft ? undefined : reasonFor(ground, desk.draft, workshop)
  const content = (
    <>
      <Facts workshop={workshop} />
      <span className={css.spread}>
        {isLost ? <FullNow /> : <Left workshop={workshop} />}
        <Mine isChosen={isChosen} isConfirmed={place !== undefined} />
      </span>
      {(isOpen || isChosen) && (
        <span className={css.mark} data-chosen={isDraft || undefined} aria-hidden="true">
          {isDraft && <IconCheck />}
        </span>
      )}
    </>
  )
  if (place?.fixed || reason)
    return (
      <Box workshop={workshop} isChosen={place?.fixed === true} isOff={reason !== undefined}>
        <Facts workshop={workshop} />
        {place?.fixed ? <SetForYou /> : reason && <Why reason={reason} workshop={workshop} isOpen={isOpen} />}
      </Box>
    )
  return (
    <Box workshop={workshop} isChosen={isChosen} isOff={isLost}>
      {isOpen ? (
        <button type="button" className={css.pick} aria-pressed={isDraft} onClick={() => tap(workshop.id)}>
          {content}
        </button>
      ) : (
        content
      )}
    </Box>
  )
}

function Box({
  workshop,
  isChosen,
  isOff,
  children,
}: {
  workshop: Workshop
  isChosen?: boolean
  isOff?: boolean
  children: ReactNode
}) {
  const { t } = useWords()
  return (
    <li className={css.card} data-chosen={isChosen || undefined} data-off={isOff || undefined}>
      {children}
      {workshop.description && (
        <details className={css.about}>
          <summary>
            {t.about}
            <span className="sr-only"> {workshop.title}</span>
          </summary>
          <p dir="auto">{workshop.description}</p>
        </details>
      )}
    </li>
  )
}

/** Its title, and who gives it where. */
export function Facts({ workshop }: { workshop: Workshop }) {
  const { t } = useWords()
  const { teacher, room } = workshop
  const facts = [teacher, room && (/\s/.test(room) ? room : t.room(room))].filter(Boolean).join(', ')
  return (
    <>
      <strong className={css.title} dir="auto">
        {workshop.title}
      </strong>
      {facts && (
        <span className={css.facts} dir="auto">
          {facts}
        </span>
      )}
    </>
  )
}

function Mine({ isChosen, isConfirmed }: { isChosen: boolean; isConfirmed: boolean }) {
  const { t } = useWords()
  if (!isChosen) return null
  return <span className={css.yours}>{isConfirmed ? t.confirmed : t.yours}</span>
}

/** How many seats are left, drawn and in words. */
function Left({ workshop }: { workshop: Workshop }) {
  const { t } = useWords()
  const ground = groundOf(useDesk())
  const taken = takenOf(ground, workshop)
  if (isKept(ground.me, workshop.id)) return <span className={css.left}>{t.keptForYou}</span>
  const share = workshop.seats === 0 ? 100 : Math.min(100, (100 * taken) / workshop.seats)
  return (
    <span className={css.left}>
      <svg className={css.fill} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="8" className={css.rail} />
        <rect width={share} height="8" />
      </svg>
      {t.left(Math.max(0, workshop.seats - taken), workshop.seats)}
    </span>
  )
}

function SetForYou() {
  const { t } = useWords()
  return (
    <p className={css.why}>
      <IconLock aria-hidden="true" />
      {t.setForYou}
    </p>
  )
}

function FullNow() {
  const { t } = useWords()
  return (
    <span className={css.why}>
      <IconLock aria-hidden="true" />
      {t.full}
    </span>
  )
}

/** Why a workshop cannot be taken, where its button would be. */
function Why({ reason, workshop, isOpen }: { reason: Reason; workshop: Workshop; isOpen: boolean }) {
  if (reason.rule === 'full') return <Line workshop={workshop} isOpen={isOpen} />
  return (
    <p className={css.why}>
      {reason.rule === 'group' ? <IconLock aria-hidden="true" /> : <IconLinkOff aria-hidden="true" />}
      <WhyText reason={reason} />
    </p>
  )
}

function WhyText({ reason: { rule, other } }: { reason: Reason }) {
  const { t } = useWords()
  const title = other?.title ?? ''
  if (rule === 'group') return t.group
  if (rule === 'fixed') return t.fixedHere(title)
  return rule === 'exclusive' ? t.not(title, other?.moment ?? '') : t.needs(title)
}

/** Full: how many wait, and whether one wants to. */
function Line({ workshop, isOpen }: { workshop: Workshop; isOpen: boolean }) {
  const { t } = useWords()
  const desk = useDesk()
  const { me } = groundOf(desk)
  const mine = lineOf(me, workshop.id)
  const gives = workshop.gives ?? []
  // Where freed seats are given at once, whoever waits says beforehand what may go for it.
  const isAtOnce = me.offerMinutes === 0
  const titles = t.quoted(gives.map((id) => workshopOf(me, id)?.title ?? ''))
  return (
    <>
      <div className={css.spread}>
        <p className={css.why}>
          <IconLock aria-hidden="true" />
          <span>
            {t.full}{' '}
            {mine ? t.inLine(mine.position) : me.waitingLists && t.wait(waitingOf(groundOf(desk), workshop))}
          </span>
        </p>
        {!isOpen ? null : mine ? (
          <Press label={t.leaveListOf(workshop.title)} onClick={() => void leaveList(workshop.id)}>
            {t.leaveList}
          </Press>
        ) : (
          me.waitingLists &&
          workshop.gives !== null && (
            <Press label={t.joinListOf(workshop.title)} onClick={() => void joinList(workshop.id, isAtOnce)}>
              {t.joinList}
            </Press>
          )
        )}
      </div>
      {isOpen && gives.length > 0 && me.waitingLists && (
        <p className="caption">{isAtOnce ? t.givesBack(titles) : t.keeps(titles)}</p>
      )}
    </>
  )
}
