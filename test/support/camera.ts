import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { encode } from 'uqr'

const WIDTH = 320
const HEIGHT = 240
const FRAMES_A_SECOND = 5
const LIGHT = 235
const DARK = 16

/** What a browser needs to take a film for its camera, and to give it without asking. */
export const cameraFrom = (file: string): string[] => [
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-video-capture=${file}`,
]

/** A film in which these texts are held before the camera as QR codes, each for a second and over again. */
export async function filmCodes(file: string, texts: readonly string[]): Promise<void> {
  const out = createWriteStream(file)
  out.write(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n`)
  for (const text of texts)
    for (let i = 0; i < FRAMES_A_SECOND; i += 1) {
      out.write('FRAME\n')
      out.write(pictureOf(text))
    }
  out.end()
  await once(out, 'finish')
}

/** Light and dark in full size; both planes of colour are grey. */
function pictureOf(text: string): Buffer {
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  const cell = Math.floor(HEIGHT / size)
  const left = Math.floor((WIDTH - cell * size) / 2)
  const picture = Buffer.alloc((WIDTH * HEIGHT * 3) / 2, 128)
  for (let y = 0; y < HEIGHT; y += 1)
    for (let x = 0; x < WIDTH; x += 1) {
      const isDark = data[Math.floor(y / cell)]?.[Math.floor((x - left) / cell)]
      picture[y * WIDTH + x] = isDark ? DARK : LIGHT
    }
  return picture
}
