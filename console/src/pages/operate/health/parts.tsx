import type { Answer } from '@atelier/client'
import { Copy } from '../../../ui/copy.tsx'
import { type Look, State } from '../../../ui/state.tsx'
import { IsDense, Time } from '../../../ui/time.tsx'
import css from './health.module.css'

type Part = Answer<'/api/health'>['parts'][number]

export const LEVELS: Readonly<Record<Part['level'], [Look, string]>> = {
  ok: ['done', 'Well'],
  warning: ['attention', 'Needs a look'],
  failing: ['failed', 'Failing'],
}
const ORDER: readonly Part['level'][] = ['failing', 'warning', 'ok']

const NAMES: Readonly<Record<string, string>> = {
  database: 'Database',
  disk: 'Disk',
  backups: 'Backups',
  mail: 'Mail',
  jobs: 'Jobs',
  clock: 'Clock',
  proxy: 'Proxy and TLS',
  key: 'Secret key',
  journal: 'Journal',
}

/** Each part of the installation: how it stands, what mends it, when it was last well. The worst stands first. */
export function Parts({ of }: { of: readonly Part[] }) {
  const sorted = [...of].sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level))
  return (
    <IsDense value={true}>
      <ul className={css.parts}>
        {sorted.map((part) => (
          <li key={part.name} data-level={part.level}>
            <div className={css.name}>{NAMES[part.name] ?? capital(part.name)}</div>
            <div className={css.words}>
              <p dir="auto">{part.finding ?? 'All is well.'}</p>
              {part.fix !== null && <Fix text={part.fix} />}
              {part.level !== 'ok' && (
                <p className="caption">
                  Since <Time at={part.since} />. Last well{' '}
                  <Time at={part.lastGoodAt} none="never, as far as is known" />.
                </p>
              )}
            </div>
            <State look={LEVELS[part.level][0]}>{LEVELS[part.level][1]}</State>
          </li>
        ))}
      </ul>
    </IsDense>
  )
}

const COMMAND =
  /(\.\/atelier [a-z]+(?: [a-z-]+)?|ATELIER_[A-Z_]+(?:=\S+)?|chmod \S+ \S+|timedatectl [a-z-]+ \w+)/

/** What mends it; what is to be typed can be copied. */
function Fix({ text }: { text: string }) {
  return (
    <p className={css.fix}>
      {text.split(COMMAND).map((part, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence have a place and no name
        index % 2 === 1 ? <Copy key={index} text={part} /> : <span key={index}>{part}</span>,
      )}
    </p>
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
