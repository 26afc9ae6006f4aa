const SLICE_BYTES = 10_000_000

/** Sends one file under its name, three times more when it fails. Gives false when none of the tries went through. */
async function sendFile({ backend, link, pauseMs }, name, blob) {
  for (let tried = 0; tried < 4; tried += 1) {
    if (tried > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs * 2 ** (tried - 1)))
    const form = new FormData()
    form.append('file', blob, name)
    form.append('auth_token', link.auth_token)
    form.append('expires', link.expiry_time ?? null)
    // The setting ends in a slash, so the address has two.
    const answer = await fetch(`${backend}/submit`, { method: 'POST', body: form }).catch(() => undefined)
    if (answer?.ok) return true
  }
  return false
}

/** On "Next": one activity as a zip of its own, in the background. */
export function sendActivity(study, base, index, zip) {
  return sendFile(study, `${base}-activity${index}.zip`, zip)
}

/** On "Upload": everything in slices, all at once. `progress` hears how many are there. */
export async function sendAll(study, base, zip, progress) {
  const count = Math.ceil(zip.size / SLICE_BYTES)
  let done = 0
  const sent = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const slice = zip.slice(index * SLICE_BYTES, (index + 1) * SLICE_BYTES)
      const isThere = await sendFile(study, `${base}.zip.00${index}`, slice)
      done += 1
      progress(done, count)
      return isThere
    }),
  )
  return sent.every(Boolean)
}
