import { record } from './record.js'

/** Makes the form of one item. What is answered goes to `answers`; the item that sends everything is not one of these. */
export function formOf(item, answers) {
  const { inputType } = item.ui
  const make = inputType === 'radio' ? choices : (FORMS[inputType] ?? FORMS.text)
  const box = element(
    'fieldset',
    {},
    element('legend', { textContent: item.question.en }),
    ...make(item, answers),
  )
  if (inputType !== 'save') box.append(skipButton(item, answers))
  return box
}

const FORMS = {
  text: (item, { add }) => [field(item, { type: 'text' }, ({ value }) => add(item.url, value))],
  number: (item, { add }) => {
    const { minValue, maxValue, unitOptions } = item.responseOptions
    return [
      field(item, { type: 'number', min: minValue, max: maxValue }, ({ valueAsNumber }) => {
        // With its unit first, and bare after that, as the web app of the protocol's people does.
        if (unitOptions) add(item.url, { value: valueAsNumber, unitCode: unitOptions[0].value })
        add(item.url, valueAsNumber)
      }),
    ]
  },
  documentUpload: (item, { addFile }) => [
    field(item, { type: 'file' }, ({ files }) => files[0] && addFile(item.url, files[0])),
  ],
  audioRecord: (item, { addFile }) => {
    let stop
    const button = element('button', { type: 'button', textContent: 'Record' })
    button.addEventListener('click', async () => {
      if (stop) {
        addFile(item.url, await stop())
        stop = undefined
        button.textContent = 'Recorded. Record again'
      } else {
        stop = await record()
        button.textContent = 'Stop'
      }
    })
    return [button]
  },
}

function choices(item, { add }) {
  const { multipleChoice, choices: given } = item.responseOptions
  const inputs = given.map(({ value }) =>
    element('input', { type: multipleChoice ? 'checkbox' : 'radio', name: item.url, value: String(value) }),
  )
  const chosen = () => given.filter((_, index) => inputs[index].checked).map(({ value }) => value)
  for (const input of inputs)
    input.addEventListener('change', () => add(item.url, multipleChoice ? chosen() : chosen()[0]))
  return given.map(({ name }, index) => element('label', {}, inputs[index], ` ${name.en}`))
}

function field(item, properties, answered) {
  const input = element('input', properties)
  input.addEventListener('change', () => answered(input))
  return element('label', { textContent: `${item.prefLabel.en} ` }, input)
}

function skipButton(item, { skip }) {
  const button = element('button', { type: 'button', className: 'plain', textContent: 'Skip' })
  button.addEventListener('click', () => {
    skip(item.url)
    button.textContent = 'Skipped'
  })
  return button
}

export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}
