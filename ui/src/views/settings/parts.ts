import type { Commands, OfficeRole } from '@/backend'

/** The parts of the settings, in the order of their list. */
const PARTS = ['store', 'users', 'capacity', 'parameters', 'backup', 'retention', 'language'] as const
export type Part = (typeof PARTS)[number]

/** The parts that an office has for one who may use some commands. */
export function partsOf(role: OfficeRole, may: (command: keyof Commands) => boolean): Part[] {
  return PARTS.filter((part) => (part === 'capacity' ? role === 'county' : part !== 'retention' || (role !== 'port' && may('retention_list'))))
}

/** The part a link asks for, else the first. */
export function partOf(wanted: unknown, role: OfficeRole, may: (command: keyof Commands) => boolean): Part {
  return partsOf(role, may).find((part) => part === wanted) ?? 'store'
}
