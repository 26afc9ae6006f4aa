import type { Answer } from '@atelier/client'
import type { ReactNode } from 'react'
import { Row } from '../../../ui/card.tsx'
import css from './apps.module.css'

export type Fault = Answer<'/api/pipelines/definitions'>['files'][number]['faults'][number]

export const faultKey = ({ file, line, column, field, message }: Fault): string =>
  JSON.stringify([file, line, column, field, message])

/** One thing that is wrong with a file, and where. */
export function FaultRow({ of: { file, line, column, field, message }, act }: { of: Fault; act: ReactNode }) {
  return (
    <Row
      title={<span className={css.fault}>{message}</span>}
      note={
        <span className={`mono ${css.fault}`}>
          {file}
          {line !== null && `, line ${line}, column ${column ?? 1}`}
          {field !== null && `, ${field}`}
        </span>
      }
      act={act}
    />
  )
}
