import type { AttemptRow, RunRow, Tx } from '../tables.ts'

export interface Ended {
  run: RunRow
  attempt: AttemptRow
}

/** Called in the transaction that ends an attempt: it holds SQL alone, and enqueues what takes longer. */
export type EndListener = (tx: Tx, ended: Ended) => Promise<void>

/** Gives runs that are due to the executions of the kernel, in order, and follows them to their end. */
export interface Runner {
  /** Takes up what was under way when the server ended, and begins what is due from now on. */
  begin(as?: { worker: boolean }): Promise<void>
  /** Something is due, a place is free, or this run may begin by now: not to wait for the clock. */
  kick(run?: number): void
  /** Adds whoever is told of the end of each attempt, whatever it ended as. */
  onEnd(listener: EndListener): void
  /** Tells them, in the transaction of the end. */
  tellEnd(tx: Tx, ended: Ended): Promise<void>
  /** Gives a run once its attempt of that number is over, or was aborted before it began. */
  untilEnded(run: number, attempt: number): Promise<RunRow>
  /** True once nothing of a run is at work; false where that takes too long. */
  untilOver(run: number): Promise<boolean>
  /** Something of a run has changed. */
  changed(run: number): void
  /** Goes up with each change of a run in this process: for whoever shows it. */
  pulse(run: number): number
  /** Resolves when what was due has begun: for tests. */
  settle(): Promise<void>
  close(): Promise<void>
}
