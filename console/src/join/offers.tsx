import { declineOffer, takeOffer } from './choosing.ts'
import { useDesk } from './desk.ts'
import css from './join.module.css'
import { Press } from './press.tsx'
import { workshopOf } from './rules.ts'
import { useNow, useWords } from './texts.ts'

/** Seats that are kept for this person: to take or to leave, with what would go for them. */
export function Offers() {
  const { t, when } = useWords()
  const { me } = useDesk()
  const now = useNow(10_000)
  if (!me) return null
  return me.line.map(({ workshopId, offerUntil }) => {
    const workshop = workshopOf(me, workshopId)
    if (!workshop || offerUntil === null || Date.parse(offerUntil) <= now) return null
    const gives = (workshop.gives ?? []).map((id) => workshopOf(me, id)?.title ?? '')
    return (
      <section key={workshopId} className={css.note} data-tone="attention">
        <p>
          <strong>{t.offer(workshop.title, when.moment(offerUntil, now))}</strong>
        </p>
        {gives.length > 0 && <p>{t.offerGives(t.quoted(gives))}</p>}
        <div className={css.line}>
          <Press look="filled" onClick={() => void takeOffer(workshopId)}>
            {t.take}
          </Press>
          <Press onClick={() => void declineOffer(workshopId)}>{t.decline}</Press>
        </div>
      </section>
    )
  })
}
