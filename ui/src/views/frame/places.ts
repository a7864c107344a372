import type { Commands, OfficeRole } from '@/backend'

export interface Place {
  name: string
  path: string
  roles: OfficeRole[]
  /** The command without which it shows nothing. */
  needs?: keyof Commands
}

const ALL: OfficeRole[] = ['county', 'port', 'province']

/** The screens of an office for one who may use some commands, in the order of the navigation; Alt and a digit open the first nine. */
export function placesOf(role: OfficeRole, may: (command: keyof Commands) => boolean): Place[] {
  return places.filter((place) => place.roles.includes(role) && (!place.needs || may(place.needs)))
}

/** The screens of the program by use, and the offices that use them. */
const places: Place[] = [
  { name: 'today', path: '/today', roles: ALL },
  { name: 'people', path: '/people', roles: ['county', 'province'], needs: 'people_find' },
  { name: 'classes', path: '/classes', roles: ['county', 'province'] },
  { name: 'demand', path: '/demand', roles: ALL },
  { name: 'plan', path: '/plan', roles: ['county'] },
  { name: 'projects', path: '/projects', roles: ['county', 'province'] },
  { name: 'forms', path: '/forms', roles: ['county'], needs: 'form_desk' },
  { name: 'protection', path: '/protection', roles: ALL },
  { name: 'exchange', path: '/exchange', roles: ALL },
  { name: 'settings', path: '/settings', roles: ALL },
]

/** The digit that opens the place at `at` of an office's screens with Alt: the first nine have one. */
export function digitOf(at: number): number | null {
  return at >= 0 && at < 9 ? at + 1 : null
}
