import { reactive } from 'vue'
import { call, type PeopleFilter, type PeopleFound } from '@/backend'

export const noFilter: PeopleFilter = { category: null, township: null, sex: null, age_from: null, age_to: null, wish: null, willing: null, phone: null }

/** Whether a filter chooses anybody out. */
export function filters(filter: PeopleFilter): boolean {
  return Object.values(filter).some((one) => one !== null)
}

/** A page of the people that a search and a filter find. */
export function findPeople(query: string, filter: PeopleFilter, limit: number, offset: number): Promise<PeopleFound> {
  return filters(filter) ? call('people_chosen', { query, filter, limit, offset }) : call('people_find', { query, limit, offset })
}

/**
 * Where the list of people stands, so that the record can go to the next and
 * the previous one of it without the list being in sight.
 */
export const listing = reactive({
  /** What was searched for, and among whom. */
  query: '',
  filter: noFilter,
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
