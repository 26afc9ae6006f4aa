import type { TemplateFields } from './template.ts'

const text = (...lines: string[]) => lines.map((line, at) => (at < lines.length - 1 ? `${line}\n` : line))
const markdown = (...lines: string[]) => ({ cell_type: 'markdown', metadata: {}, source: text(...lines) })
const code = (...lines: string[]) => ({
  cell_type: 'code',
  execution_count: null,
  metadata: {},
  outputs: [],
  source: text(...lines),
})

const FIRST = {
  cells: [
    markdown(
      '# A first notebook',
      '',
      'Choose a cell and press Shift and Enter: it runs, and what it gives stands below it.',
    ),
    code('1 + 1'),
    markdown('The files of this workspace lie beside this notebook. What you write there is kept.'),
    code('import os', 'for name in sorted(os.listdir(".")):', '    print(name)'),
    code(
      'import statistics',
      '',
      'times = [412, 389, 455, 401, 398]',
      'print("mean", statistics.mean(times), "ms, spread", round(statistics.stdev(times), 1), "ms")',
    ),
  ],
  metadata: {
    kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
    language_info: { name: 'python' },
  },
  nbformat: 4,
  nbformat_minor: 4,
}

/** What a new installation begins with. */
export const BUILT_IN: readonly TemplateFields[] = [
  {
    name: 'Empty',
    description: 'Nothing in it yet. Upload your files, or begin in a session.',
    defaultKind: null,
    files: [],
    links: [],
  },
  {
    name: 'First notebook',
    description: 'A small notebook of Python that shows how cells run and where files lie.',
    defaultKind: null,
    files: [{ name: 'first.ipynb', content: `${JSON.stringify(FIRST, null, 1)}\n` }],
    links: [],
  },
]
