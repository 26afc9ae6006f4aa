import type { JoinTexts } from '../text/join.ts'

/** What was refused, in the reader's language; for what the page has no words for, the server's. */
export function refusalOf(t: JoinTexts, { code, detail }: { code: string; detail: string }): string {
  return code === 'unreachable' ? t.unreachable : (t.refusals[code] ?? detail)
}
