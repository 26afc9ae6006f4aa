import { SlotTime, Workshops } from './choose.tsx'
import { useDesk } from './desk.ts'
import css from './join.module.css'
import { slotsFor } from './rules.ts'
import { useWords } from './texts.ts'

/** Before it opens: everything that can be chosen then. */
export function Preview() {
  const { t } = useWords()
  const { me } = useDesk()
  if (!me) return null
  return (
    <>
      <p className={css.note}>{t.beforeOpening}</p>
      {me.event.description && (
        <p className={css.prose} dir="auto">
          {me.event.description}
        </p>
      )}
      {slotsFor(me).map((slot) => (
        <section key={slot.moment} className={css.slot}>
          <h2 dir="auto">
            <SlotTime slot={slot} />
          </h2>
          <Workshops me={me} slot={slot} isOpen={false} />
        </section>
      ))}
    </>
  )
}
