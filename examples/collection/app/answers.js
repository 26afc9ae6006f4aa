const CONTEXT = 'https://raw.githubusercontent.com/ReproNim/reproschema/1.0.0/contexts/reproschema'

/** What is answered in one activity: a list that only grows, and the files whose names are answers. */
export function newAnswers({ link, session, activity }) {
  const entries = []
  const files = []
  let since = new Date()

  /** Every change of an answer is a new pair; whoever reads them takes the last. */
  function add(item, value) {
    const response = `uuid:${crypto.randomUUID()}`
    const now = new Date()
    entries.push(
      {
        '@context': CONTEXT,
        '@type': 'reproschema:ResponseActivity',
        '@id': `uuid:${crypto.randomUUID()}`,
        used: [item, activity, link.url],
        inLanguage: link.lang,
        startedAtTime: since.toISOString(),
        endedAtTime: now.toISOString(),
        wasAssociatedWith: {
          version: '1.0.0',
          url: location.origin + location.pathname,
          '@id': 'https://github.com/ReproNim/reproschema-ui',
        },
        generated: response,
      },
      {
        '@context': CONTEXT,
        '@type': 'reproschema:Response',
        '@id': response,
        wasAttributedTo: { '@id': session, ...(link.uid && { subject_id: link.uid }) },
        isAbout: item,
        value: typeof value === 'function' ? value(response) : value,
      },
    )
    since = now
  }

  return {
    entries,
    files,
    add,
    /** A recording or a document: its name inside the zip is the answer. */
    addFile(item, blob) {
      add(item, (response) => {
        const name = `${item.split('/').at(-1)}-${response.replace('uuid:', '')}.wav`
        files.push({ name, blob })
        return name
      })
    },
    /** "Skip" leaves two entries that mean nothing: a text that is stored letter by letter. */
    skip(item) {
      entries.push({ 0: 't' }, { 0: 't' })
      add(item, 'http://schema.repronim.org/Skipped')
    },
  }
}
