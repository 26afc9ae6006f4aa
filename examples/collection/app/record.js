const CHUNK_MS = 200

/** Records from the microphone until `stop` is called, and gives a WAV file of 16-bit samples. */
export async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const recorder = new MediaRecorder(stream)
  const chunks = []
  recorder.addEventListener('dataavailable', ({ data }) => chunks.push(data))
  const ended = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }))
  const begun = new Promise((resolve) => recorder.addEventListener('dataavailable', resolve, { once: true }))
  recorder.start(CHUNK_MS)
  // Stopped before its first sound, it would give a file that is none.
  await begun
  return async function stop() {
    recorder.stop()
    await ended
    for (const track of stream.getTracks()) track.stop()
    return wavOf(new Blob(chunks))
  }
}

async function wavOf(blob) {
  const context = new AudioContext()
  try {
    const sound = await context.decodeAudioData(await blob.arrayBuffer())
    const samples = Int16Array.from(
      sound.getChannelData(0),
      (value) => Math.max(-1, Math.min(1, value)) * 0x7fff,
    )
    return new Blob([headerOf(samples.byteLength, sound.sampleRate), samples], { type: 'audio/wav' })
  } finally {
    await context.close()
  }
}

function headerOf(size, rate) {
  const header = new DataView(new ArrayBuffer(44))
  const text = (at, word) => new Uint8Array(header.buffer).set(new TextEncoder().encode(word), at)
  text(0, 'RIFF')
  header.setUint32(4, 36 + size, true)
  text(8, 'WAVEfmt ')
  header.setUint32(16, 16, true)
  header.setUint16(20, 1, true)
  header.setUint16(22, 1, true)
  header.setUint32(24, rate, true)
  header.setUint32(28, rate * 2, true)
  header.setUint16(32, 2, true)
  header.setUint16(34, 16, true)
  text(36, 'data')
  header.setUint32(40, size, true)
  return header.buffer
}
