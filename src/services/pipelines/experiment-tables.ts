import type { Generated } from 'kysely'

/**
 * `submitted` waits; `claimed` is with an outside backend or gets its files; `running` has a process. On the wire these are
 * submitted, queued, queued; what was cancelled is failed there.
 */
export type ExperimentStatus = 'submitted' | 'claimed' | 'running' | 'completed' | 'failed' | 'cancelled'

export interface ExperimentTables {
  pipelines_experiment: {
    id: Generated<number>
    account_id: number | null
    /** As it was sent; empty when it was not. */
    app: string
    /** Of the definition that was installed then. */
    app_version_id: number | null
    /** As it was sent, or the default. */
    host: string
    label: string | null
    name: string
    /** Name and app as they are searched: without case. */
    words_folded: string
    description: string
    /** Every field of the form as the protocol shows it, as JSON: pairs of a name and a text, in order. */
    params: string
    status: ExperimentStatus
    /** Who runs it: this server, or a backend that asks by the protocol. */
    runner: 'own' | 'outside'
    batch_id: number | null
    /** What it repeats. */
    like_id: number | null
    created_at: number
    /** Since when it is claimed, and until when a claim that nobody confirms stands. */
    claimed_at: number | null
    lease_until: number | null
    /** Which data folder holds its working folder, while the own runner is at it. */
    claimed_by: string | null
    /** How often it was begun. */
    attempts: number
    /** Not begun before: the pause after a fault of the machinery. */
    due_at: number | null
    /** Of the kernel. */
    execution_id: number | null
    /** Which host it runs or ran on. */
    host_key: string | null
    started_at: number | null
    ended_at: number | null
    exit_code: number | null
    /** What an outside backend gave as `exit_code`. */
    exit_text: string | null
    /** Why it ended, as a word: finished, failed, cancelled, timed-out, lost, refused, outputs. */
    cause: string | null
    /** Why it is not what was hoped for, or what it waits for: a sentence. */
    message: string
    /** What was run, as JSON: arguments, each for itself. */
    command: string | null
    /** Programs with their versions, image, host, as JSON. */
    provenance: string | null
    cpu_seconds: number | null
    peak_bytes: number | null
    /** The whole of what it printed, in the area of logs; a row of kernel_file. */
    log_file_id: number | null
    cancel_asked_at: number | null
    /** Its owner wants a message at its end. */
    notify: number
    /** Not removed by age. */
    kept: number
    /** When its inputs and its outputs go; empty before its end, and where it is kept. */
    inputs_until: number | null
    outputs_until: number | null
    /** Told that something goes soon. */
    warned_at: number | null
    inputs_removed_at: number | null
    outputs_removed_at: number | null
    /** Its `status.json` does not say yet what it is. */
    note_due: number | null
    version: number
  }
  pipelines_input: {
    id: Generated<number>
    experiment_id: number
    field: string
    /** Within the experiment. */
    position: number
    /** As it lies in `submitted`. */
    name: string
    size: number
    sha256: string
    /** A row of kernel_file; empty once it is removed. */
    file_id: number | null
    /** Where it comes from, as JSON: the form itself, an upload, an output of an experiment, a workspace. */
    source: string
  }
  pipelines_output: {
    id: Generated<number>
    experiment_id: number
    /** Below the folder of results; parts joined by `/`. */
    name: string
    size: number
    sha256: string
    file_id: number | null
    added_at: number
  }
  /** What happened to it, in order. */
  pipelines_step: {
    id: Generated<number>
    experiment_id: number
    at: number
    /** submitted, claimed, staged, running, retry, collecting, completed, failed, cancelled, requeued … */
    step: string
    text: string
  }
  /** Experiments that were made with one form. */
  pipelines_batch: {
    id: Generated<number>
    account_id: number | null
    app: string
    name: string
    words_folded: string
    created_at: number
    notify: number
    /** Told that all of it is over. */
    told_at: number | null
  }
  /** Files that are here before they are submitted. */
  pipelines_upload: {
    id: Generated<number>
    account_id: number
    name: string
    /** Where it lay in a dropped folder, with its name; the name alone otherwise. */
    path: string
    /** The path as it is searched: without case. */
    words_folded: string
    size: number
    /** A row of kernel_file once it is whole. */
    file_id: number | null
    sha256: string | null
    /** What its look said, as JSON: a volume's dimensions and the like. */
    facts: string | null
    created_at: number
    done_at: number | null
    ends_at: number
  }
}
