/** What a stream of a page says under one name, each with the moment at which it came. */
export async function* eventsOf(
  address: string,
  headers: Record<string, string>,
  name: string,
): AsyncGenerator<{ at: number; data: unknown }> {
  const stream = await fetch(address, { headers })
  const head = `event: ${name}\ndata: `
  let rest = ''
  for await (const piece of (stream.body as ReadableStream<Uint8Array>).pipeThrough(
    new TextDecoderStream(),
  )) {
    const at = Date.now()
    const events = (rest + piece).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events)
      if (event.startsWith(head)) yield { at, data: JSON.parse(event.slice(head.length)) }
  }
}
