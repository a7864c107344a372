import { shallowReactive } from 'vue'
import { asFailure, type BackendFailure } from '@/backend'

export interface Notice {
  id: number
  text: string
  failure: BackendFailure | null
}

let next = 1

/** The messages at the lower edge; failures stay until they are closed. */
export const notices = shallowReactive<Notice[]>([])

export function dismiss(id: number): void {
  const at = notices.findIndex((one) => one.id === id)
  if (at >= 0) notices.splice(at, 1)
}

/** As many as are read in a moment; an older one makes room. */
const TOLD = 3

/** Says that something was done; goes away by itself. */
export function tell(text: string): void {
  const id = next++
  const told = notices.filter((one) => !one.failure)
  if (told.length >= TOLD && told[0]) dismiss(told[0].id)
  notices.push({ id, text, failure: null })
  window.setTimeout(() => dismiss(id), 6000)
}

/** Shows a failure that belongs to no part of the screen. */
export function tellFailure(thrown: unknown): void {
  notices.push({ id: next++, text: '', failure: asFailure(thrown) })
}
