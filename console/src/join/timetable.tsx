import { IconCalendarPlus } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import button from '../ui/button.module.css'
import { Facts } from './card.tsx'
import { SlotTime } from './choose.tsx'
import { leaveList } from './choosing.ts'
import { useDesk } from './desk.ts'
import css from './join.module.css'
import { Notes } from './notes.tsx'
import { Offers } from './offers.tsx'
import { Press } from './press.tsx'
import { type Me, workshopOf } from './rules.ts'
import { goToStep, useWords } from './texts.ts'

const QrCode = lazy(() => import('../ui/qr.tsx').then((file) => ({ default: file.QrCode })))

/** What is confirmed: where to be, and when. */
export function Timetable({ isOpen }: { isOpen: boolean }) {
  const { t } = useWords()
  const { me } = useDesk()
  if (!me) return null
  const chosen = me.choice.flatMap(({ workshopId }) => workshopOf(me, workshopId) ?? [])
  const timed = chosen.filter(({ startsAt }) => startsAt !== null)
  const without = chosen.filter(({ startsAt }) => startsAt === null).map(({ title }) => title)
  return (
    <>
      <Offers />
      <Notes />
      {me.event.mode === 'wishes' && chosen.length === 0 && <p className={css.note}>{t.wishesOver}</p>}
      <section className={css.slot} aria-labelledby="timetable">
        <h2 id="timetable">{t.timetable}</h2>
        {me.event.place && (
          <p className={css.facts} dir="auto">
            {me.event.place}
          </p>
        )}
        <Days me={me} />
        {timed.length > 0 && (
          <p>
            <a className={button.button} href="/api/training/join/me/timetable.ics" download>
              <IconCalendarPlus aria-hidden="true" />
              {t.calendar}
            </a>
          </p>
        )}
        {timed.length > 0 && without.length > 0 && (
          <p className="caption">{t.notInCalendar(t.quoted(without))}</p>
        )}
      </section>
      <Waiting me={me} />
      {isOpen ? (
        <Press wide onClick={() => goToStep(1)}>
          {chosen.length > 0 ? t.changeChoice : t.startChoosing}
        </Press>
      ) : (
        <p className="caption">{t.closedNote}</p>
      )}
      {chosen.length > 0 && (
        <details className={css.others}>
          <summary>{t.code}</summary>
          <p className="caption">{t.codeHelp}</p>
          <Suspense>
            <QrCode text={me.checkInCode} label={t.code} />
          </Suspense>
        </details>
      )}
    </>
  )
}

/** Every workshop that is mine, in the order of the day. */
function Days({ me }: { me: Me }) {
  const { t } = useWords()
  const mine = me.workshops.filter(({ id }) => me.choice.some(({ workshopId }) => workshopId === id))
  if (mine.length === 0) return <p className={css.note}>{t.none}</p>
  return (
    <ol className={css.cards}>
      {mine.map((workshop) => {
        const place = me.choice.find(({ workshopId }) => workshopId === workshop.id)
        return (
          <li key={workshop.id} className={css.card}>
            <span className={css.time} dir="auto">
              <SlotTime slot={workshop} />
            </span>
            <Facts workshop={workshop} />
            {(place?.fixed || place?.byOrganiser) && <span className="caption">{t.setForYou}</span>}
          </li>
        )
      })}
    </ol>
  )
}

function Waiting({ me }: { me: Me }) {
  const { t } = useWords()
  const lines = me.line.filter(({ offerUntil }) => offerUntil === null)
  if (lines.length === 0) return null
  return (
    <section className={css.slot} aria-labelledby="waiting">
      <h2 id="waiting">{t.waitingFor}</h2>
      <ul className={css.cards}>
        {lines.map(({ workshopId, position }) => {
          const title = workshopOf(me, workshopId)?.title ?? ''
          return (
            <li key={workshopId} className={css.card}>
              <strong className={css.title} dir="auto">
                {title}
              </strong>
              <div className={css.spread}>
                <span className={css.facts}>{t.inLine(position)}</span>
                <Press label={t.leaveListOf(title)} onClick={() => void leaveList(workshopId)}>
                  {t.leaveList}
                </Press>
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
