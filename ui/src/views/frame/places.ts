import type { OfficeRole } from '@/backend'

export interface Place {
  name: string
  path: string
  roles: OfficeRole[]
}

const ALL: OfficeRole[] = ['county', 'port', 'province']

/** The screens of an office, in the order of the navigation; Alt and a digit open them. */
export function placesOf(role: OfficeRole): Place[] {
  return places.filter((place) => place.roles.includes(role))
}

/** The screens of the program and the offices that use them. */
const places: Place[] = [
  { name: 'today', path: '/today', roles: ALL },
  { name: 'demand', path: '/demand', roles: ALL },
  { name: 'plan', path: '/plan', roles: ['county'] },
  { name: 'people', path: '/people', roles: ['county', 'province'] },
  { name: 'classes', path: '/classes', roles: ['county', 'province'] },
  { name: 'projects', path: '/projects', roles: ['county', 'province'] },
  { name: 'forms', path: '/forms', roles: ['county'] },
  { name: 'protection', path: '/protection', roles: ALL },
  { name: 'exchange', path: '/exchange', roles: ALL },
  { name: 'settings', path: '/settings', roles: ALL },
]
