import type { Failure } from './generated'

/** A refusal or failure of a command, thrown; every field of `Failure` stands on it. */
export class BackendFailure extends Error implements Failure {
  readonly code: string
  readonly params: { [key in string]: string }
  readonly hint: string | null
  readonly trace_id: string

  constructor(failure: Failure) {
    super(failure.message)
    this.name = 'BackendFailure'
    this.code = failure.code
    this.params = failure.params
    this.hint = failure.hint
    this.trace_id = failure.trace_id
  }
}

/** A failure of the page's own: its words are found by code in the page's texts. */
export function pageFailure(code: string, params: Record<string, string> = {}): BackendFailure {
  return new BackendFailure({ code, params, message: '', hint: null, trace_id: '' })
}

/** Whatever was thrown, as a `BackendFailure`. */
export function asFailure(thrown: unknown): BackendFailure {
  if (thrown instanceof BackendFailure) return thrown
  if (isFailure(thrown)) return new BackendFailure(thrown)
  return pageFailure('PAGE_FAILED', { reason: thrown instanceof Error ? thrown.message : String(thrown) })
}

export function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value
}
