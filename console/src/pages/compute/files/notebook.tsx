import css from './files.module.css'
import type { Preview } from './words.ts'

type Cell = NonNullable<Preview['cells']>[number]

/** The cells of a notebook as text, and the images that they made. What would run is left out. */
export function Notebook({ cells, count }: { cells: readonly Cell[]; count: number }) {
  return (
    <section
      className={css.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      aria-label="Cells of the notebook"
    >
      {cells.map((cell, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells have a place and no name
        <div key={at} className={css.cell}>
          {cell.kind === 'text' ? <p className={css.prose}>{cell.source}</p> : <CodeCell of={cell} />}
        </div>
      ))}
      {count > cells.length && <p className="caption">{`And ${count - cells.length} cells more.`}</p>}
    </section>
  )
}

function CodeCell({ of: { kind, count, source, outputs } }: { of: Cell }) {
  return (
    <>
      {kind === 'code' && <span className="caption mono">{`[${count ?? ' '}]`}</span>}
      <pre className={css.source}>{source}</pre>
      {outputs.map(({ text, image, error }, at) =>
        image ? (
          <img
            // biome-ignore lint/suspicious/noArrayIndexKey: outputs have a place and no name
            key={at}
            className={css.image}
            src={`data:${image.type};base64,${image.data}`}
            alt={`Output ${at + 1} of cell ${count ?? ''}`}
          />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: outputs have a place and no name
          <pre key={at} className={css.output} data-error={error || undefined}>
            {text}
          </pre>
        ),
      )}
    </>
  )
}
