import { reactive } from 'vue'

/**
 * Where the list of people stands, so that the record can go to the next and
 * the previous one of it without the list being in sight.
 */
export const listing = reactive({
  /** What was searched for. */
  query: '',
  /** Place of the person in the answer. */
  at: -1,
  total: 0,
  /** Who stands there; another id means that the list was left. */
  id: '',
})

/** The place after a step of `by`, or null at the ends of the list and beside it. */
export function neighbour(id: string, by: 1 | -1): number | null {
  if (listing.id !== id || listing.at < 0) return null
  const to = listing.at + by
  return to >= 0 && to < listing.total ? to : null
}
