import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { Bar } from './bar.tsx'
import { Facts } from './card.tsx'
import { SlotTime } from './choose.tsx'
import { confirm, moveWish, tapWish } from './choosing.ts'
import { useDesk } from './desk.ts'
import css from './join.module.css'
import { Notes } from './notes.tsx'
import { Press } from './press.tsx'
import { isSettled, type Me, ranksAt, type Slot, slotsFor, type Workshop } from './rules.ts'
import { useWords } from './texts.ts'

/** Wishes for every time slot, the dearest first; they are distributed together later. */
export function Wishes() {
  const { t } = useWords()
  const { me, draft, pending, phase } = useDesk()
  if (!me) return null
  const slots = slotsFor(me)
  const { least, most } = me.wishes
  const lacks = slots.filter((slot) => ranksAt(me, draft, slot.moment).length < needed(me, slot))
  const [first] = lacks
  const missing =
    first && t.wishesMissing(first.moment, needed(me, first) - ranksAt(me, draft, first.moment).length)
  const isSame = isSettled(me, draft)
  return (
    <>
      <Notes />
      <p className={css.note}>{t.wishLead(least, most)}</p>
      {slots.map((slot) => (
        <WishSlot key={slot.moment} me={me} slot={slot} />
      ))}
      <Bar
        progress={t.wishesIn(slots.length - lacks.length, slots.length)}
        note={isSame ? t.same : (missing ?? '')}
      >
        <Press
          look="filled"
          wide
          off={first !== undefined || isSame || pending !== null}
          onClick={() => void confirm()}
        >
          {pending ? (phase === 'sending' ? t.sending : t.pendingTitle) : t.sendWishes}
        </Press>
      </Bar>
    </>
  )
}

const mine = (me: Me, { moment }: Slot): Workshop[] =>
  me.workshops.filter((each) => each.moment === moment && each.forMyGroup)

/** Where fewer are offered, as many as there are. */
const needed = (me: Me, slot: Slot): number => Math.min(me.wishes.least, mine(me, slot).length)

function WishSlot({ me, slot }: { me: Me; slot: Slot }) {
  const { t } = useWords()
  const { draft } = useDesk()
  const ranked = ranksAt(me, draft, slot.moment)
  const isFull = ranked.length >= me.wishes.most
  const rankOf = (id: number) => ranked.indexOf(id) + 1
  return (
    <section className={css.slot}>
      <h2 dir="auto">
        <SlotTime slot={slot} />
      </h2>
      <ul className={css.cards}>
        {mine(me, slot).map((workshop) => (
          <WishCard
            key={workshop.id}
            workshop={workshop}
            rank={rankOf(workshop.id)}
            next={ranked.length + 1}
            isFull={isFull}
          />
        ))}
      </ul>
      {isFull && <p className="caption">{t.wishesFull(me.wishes.most)}</p>}
    </section>
  )
}

function WishCard({
  workshop,
  rank,
  next,
  isFull,
}: {
  workshop: Workshop
  /** 0 when it is none. */
  rank: number
  next: number
  isFull: boolean
}) {
  const { t } = useWords()
  const { id, title } = workshop
  const isOff = rank === 0 && isFull
  const label = rank > 0 ? t.removeWish(title) : t.addWish(title, next)
  return (
    <li className={css.card} data-chosen={rank > 0 || undefined}>
      <button
        type="button"
        className={css.pick}
        aria-pressed={rank > 0}
        aria-disabled={isOff || undefined}
        onClick={isOff ? undefined : () => tapWish(id)}
      >
        <Facts workshop={workshop} />
        <span className="sr-only">{isOff ? '' : label}</span>
        <span className={css.mark} data-chosen={rank > 0 || undefined} aria-hidden="true">
          {rank > 0 && rank}
        </span>
      </button>
      {rank > 0 && (
        <div className={css.spread}>
          <span className={css.yours}>{t.wish(rank)}</span>
          <span className={css.line}>
            <Press label={t.earlier(title)} off={rank === 1} onClick={() => moveWish(id, -1)}>
              <IconArrowUp aria-hidden="true" />
            </Press>
            <Press label={t.later(title)} off={rank === next - 1} onClick={() => moveWish(id, 1)}>
              <IconArrowDown aria-hidden="true" />
            </Press>
          </span>
        </div>
      )}
    </li>
  )
}
