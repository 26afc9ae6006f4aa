import { createThread } from '../../../kernel/thread.ts'
import { type Parsed, parseText } from '../answers/parse.ts'
import { problems } from '../problems.ts'
import { DEEPEST, type JsonAnswer, type JsonQuestion, type Members, readJsonText } from './json-text.ts'

/** Responses end here; what is larger is a file. */
export const MOST_RESPONSE_BYTES = 20_000_000
/** Up to this a text is parsed in a few milliseconds, where it is. */
const INLINE_CHARACTERS = 1_000_000

export interface ResponsesCheck {
  /** Throws `invalid_responses` for what is not JSON. */
  require(text: string): Promise<void>
  /** The same for a text that is one level around what is kept, and finds members of it. */
  requireAround(text: string, names: readonly string[]): Promise<Members | undefined>
  /** Reads the answers of a text; undefined where there are none. */
  parse(text: string): Promise<Parsed | undefined>
  close(): Promise<void>
}

/** Checks and reads responses; long ones on threads of their own, one after another. */
export function createResponsesCheck(): ResponsesCheck {
  const checking = createThread<JsonQuestion, JsonAnswer>(new URL('./json-worker.ts', import.meta.url))
  const parsing = createThread<string, Parsed>(new URL('../answers/parse-worker.ts', import.meta.url))

  async function ask(question: JsonQuestion): Promise<JsonAnswer> {
    const isLong = question.text.length > INLINE_CHARACTERS
    const answer = isLong ? await checking.ask(question) : readJsonText(question)
    if (!answer) throw problems.invalidResponses()
    return answer
  }

  return {
    async require(text) {
      await ask({ text, deepest: DEEPEST })
    },
    async requireAround(text, names) {
      const { members } = await ask({ text, deepest: DEEPEST + 1, names })
      return members
    },
    async parse(text) {
      return text.length > INLINE_CHARACTERS ? parsing.ask(text) : parseText(text)
    },
    async close() {
      await Promise.all([checking.close(), parsing.close()])
    },
  }
}
