import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const NAME = /^[a-z][a-z0-9-]{0,49}$/
const LANGUAGE = /^[a-z]{2}$/

export interface Rendered {
  subject: string
  text: string
}

export interface TemplateOptions {
  name: string
  language: string
  values: Readonly<Record<string, string>>
  /** The operator's own texts, which go before ours: `<folder>/<language>/<name>.txt`. */
  override?: string
}

/**
 * A mail from its template: `Subject: …` in the first line, the text below an empty one, `{{name}}` for values. A value is
 * text and nothing else; one that the template asks for and nobody gives is an error. English stands in for what is not translated.
 */
export async function renderTemplate({
  name,
  language,
  values,
  override,
}: TemplateOptions): Promise<Rendered> {
  if (!NAME.test(name) || !LANGUAGE.test(language))
    throw new Error(`There is no template ${language}/${name}.`)
  const ours = join(import.meta.dirname, 'templates')
  const folders = [override, ours].filter((folder) => folder !== undefined)
  const places = [language, 'en'].flatMap((each) =>
    folders.map((folder) => join(folder, each, `${name}.txt`)),
  )
  const template = await firstOf(places)
  const found = /^Subject: (.*)\n([\s\S]*)$/.exec(template)
  if (!found) throw new Error(`The template ${name} does not begin with a line "Subject: …".`)
  const fill = (text: string) =>
    text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
      const value = Object.hasOwn(values, key) ? values[key] : undefined
      if (value === undefined)
        throw new Error(`The template ${name} asks for ${key}, which it was not given.`)
      return value
    })
  // A line break in a value would end the subject and begin a header.
  return {
    subject: fill(found[1] ?? '')
      .replace(/\s+/g, ' ')
      .trim(),
    text: fill(found[2] ?? '').trimStart(),
  }
}

async function firstOf(places: readonly string[]): Promise<string> {
  for (const place of places) {
    try {
      return await readFile(place, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  throw new Error(`No template is at ${places.join(' or ')}.`)
}
