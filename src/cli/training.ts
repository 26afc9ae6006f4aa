import { Type } from 'typebox'
import type { Atelier } from '../app.ts'
import { problem } from '../kernel/problem.ts'
import {
  eventNamed,
  importFile,
  listForOperator,
  makeDemo,
  type Training,
  writeLetters,
  writeParticipants,
} from '../services/training/index.ts'
import { defineCommand, lines } from './command.ts'

const Words = Type.String({ minLength: 1, maxLength: 1_000 })
const EventFile = Type.Object({ event: Words, file: Words })

function trainingOf({ training }: Atelier): Training {
  if (!training)
    throw problem('switched_off', 409, 'training is switched off. Set ATELIER_TRAINING_ENABLED=true.')
  return training
}

export const trainingCommands = [
  defineCommand({
    usage: 'training events',
    summary: 'Events, a line each: id, name, state, participants, how many have registered',
    args: Type.Object({}),
    act: (atelier) => listForOperator(trainingOf(atelier)),
    print: (events) =>
      lines(
        events.map(({ id, name, state, participants, registered }) => [
          id,
          name,
          state,
          participants,
          registered,
        ]),
      ),
  }),
  defineCommand({
    usage: 'training import <event> <file>',
    summary: 'Bring in participants from CSV or Excel; EVENT is an id or a name',
    options: { '--replace': 'remove whom the file does not name, with their registrations' },
    paths: ['file'],
    args: Type.Object({ ...EventFile.properties, replace: Type.Optional(Type.Boolean()) }),
    async act(atelier, { event, file, replace }, { by }) {
      const training = trainingOf(atelier)
      const row = await eventNamed(training, event)
      return importFile(training, by, { event: row, path: file, mode: replace ? 'replace' : 'update' })
    },
    print: ({ added, changed, removed }) => `${added} added, ${changed} changed, ${removed} removed`,
  }),
  defineCommand({
    usage: 'training export <event> <file>',
    summary: 'Write the participants with their keys into a new CSV, as the original’s client has it',
    options: { '--full': 'with quotes, mail addresses and languages: all that an import reads' },
    paths: ['file'],
    args: Type.Object({ ...EventFile.properties, full: Type.Optional(Type.Boolean()) }),
    async act(atelier, { event, file, full = false }, { by }) {
      const training = trainingOf(atelier)
      return writeParticipants(training, by, { event: await eventNamed(training, event), path: file, full })
    },
    print: ({ path }) => path,
  }),
  defineCommand({
    usage: 'training letters <event> <file>',
    summary: 'Write the key letters of an event into a new PDF',
    paths: ['file'],
    args: EventFile,
    async act(atelier, { event, file }, { by }) {
      const training = trainingOf(atelier)
      return writeLetters(training, by, { event: await eventNamed(training, event), path: file })
    },
    print: ({ path }) => path,
  }),
  defineCommand({
    usage: 'training demo',
    summary: 'Make an open event to try the protocol with, and print its keys: key, name, class, group',
    args: Type.Object({}),
    act: (atelier, _args, { by }) => makeDemo(trainingOf(atelier), by),
    print: ({ participants }) =>
      lines(participants.map(({ key, name, class: userClass, group }) => [key, name, userClass, group])),
  }),
]
