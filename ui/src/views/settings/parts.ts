import type { OfficeRole } from '@/backend'

/** The parts of the settings, in the order of their list. */
const PARTS = ['store', 'users', 'capacity', 'parameters', 'backup', 'retention', 'language'] as const
export type Part = (typeof PARTS)[number]

/** The parts that an office has. */
export function partsOf(role: OfficeRole): Part[] {
  return PARTS.filter((part) => (part === 'capacity' ? role === 'county' : part !== 'retention' || role !== 'port'))
}

/** The part a link asks for, else the first. */
export function partOf(wanted: unknown, role: OfficeRole): Part {
  return partsOf(role).find((part) => part === wanted) ?? 'store'
}
