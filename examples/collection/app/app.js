// The participant's side of the example study: reads a ReproSchema protocol, asks its questions, sends the answers.
import { newAnswers } from './answers.js'
import { element, formOf } from './items.js'
import { sendActivity, sendAll } from './send.js'
import { zipOf } from './zip.js'

const page = document.getElementById('page')
const link = Object.fromEntries(new URLSearchParams(location.hash.split('?')[1] ?? ''))
link.lang ??= 'en'
const config = await (await fetch('config.json')).json()
link.url ??= config.protocol
const study = { ...config, link }
const session = crypto.randomUUID()
const base = `${crypto.randomUUID()}-${link.uid ?? ''}`

const load = async (url) => ({ ...(await (await fetch(url)).json()), url })
const below = ({ url, ui }) => Promise.all(ui.order.map((each) => load(new URL(each, url).href)))

const protocol = await load(link.url)
const activities = await below(protocol)
const done = []

document.title = protocol.prefLabel.en
countDown()
show(
  element('h1', { textContent: protocol.prefLabel.en }),
  element('p', { textContent: protocol.description.en }),
  button('Join', () => ask(0)),
)

function show(...parts) {
  page.replaceChildren(...parts)
  page.querySelector('h1')?.scrollIntoView()
}

function button(text, act) {
  const made = element('button', { type: 'button', textContent: text })
  made.addEventListener('click', act)
  return made
}

async function ask(index) {
  const activity = activities[index]
  const items = await below(activity)
  const answers = newAnswers({ link, session, activity: activity.url })
  done.push({ index, answers })
  const questions = items.filter(({ ui }) => ui.inputType !== 'save')
  const last = items.find(({ ui }) => ui.inputType === 'save')
  const next = async () => {
    // Its failure is not shown: the last upload holds everything once more.
    void sendActivity(study, base, index, await packed([{ index, answers }]))
    if (index + 1 < activities.length) return ask(index + 1)
    finish(last)
  }
  show(
    element('h1', { textContent: activity.prefLabel.en }),
    element('p', { textContent: activity.preamble.en }),
    ...questions.map((item) => formOf(item, answers)),
    button('Next', next),
  )
}

function packed(parts) {
  return zipOf(
    parts.flatMap(({ index, answers }) => [
      {
        name: `${base}/activity_${index}.jsonld`,
        blob: new Blob([JSON.stringify(answers.entries, null, 4)]),
      },
      ...answers.files.map(({ name, blob }) => ({ name: `${base}/${name}`, blob })),
    ]),
  )
}

function finish(item) {
  const bar = element('progress', { max: 1, value: 0, ariaLabel: 'Upload' })
  const upload = button('Upload', async () => {
    upload.disabled = true
    const zip = await packed(done)
    const isThere = await sendAll(study, base, zip, (sent, count) =>
      Object.assign(bar, { value: sent, max: count }),
    )
    if (isThere) show(element('h1', { textContent: '✓ Your answers are there. You may close this page.' }))
    else
      show(
        element('h1', { textContent: 'Your answers could not be sent. Ask the researchers for a new link.' }),
      )
  })
  show(element('h1', { textContent: item?.question.en ?? 'Send your answers' }), bar, upload)
}

function countDown() {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(link.expiry_time ?? '') ?? []
  if (parts.length === 0) return
  const [year, month, ...rest] = parts.map(Number)
  const ends = Date.UTC(year, month - 1, ...rest)
  const tell = () => {
    const minutes = Math.ceil((ends - Date.now()) / 60_000)
    document.getElementById('banner').textContent =
      minutes > 0
        ? `This link is good for ${minutes} more minutes.`
        : 'The time of this link is over. Write to the researchers.'
  }
  tell()
  setInterval(tell, 10_000)
}
