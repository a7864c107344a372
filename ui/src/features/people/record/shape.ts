import type { PersonField } from '@/backend'
import { groups } from '../fields'

/** Fields that no form asks for by themselves, and the group they are read in. */
const beside: Record<string, string> = {
  document_type: 'identity',
  county: 'address',
  category_written: 'household',
  wish_written: 'wishes',
  wish_level: 'wishes',
  language_zh: 'skills',
  language_kk: 'skills',
  language_ru: 'skills',
  language_other: 'skills',
  employer: 'skills',
}
/** Typed as one, kept as several. */
const typedOnly = new Set(['languages'])

export interface RecordGroup {
  name: string
  filled: PersonField[]
  /** Keys of what nobody has said yet. */
  missing: string[]
}

/** The fields of a record by group, in the order of the form. */
export function grouped(fields: PersonField[]): RecordGroup[] {
  const held = new Map(fields.filter((field) => field.value !== '').map((field) => [field.key, field]))
  const made = groups.map((group) => {
    const keys = group.fields.map((field) => field.key).filter((key) => !typedOnly.has(key))
    const all = [...keys, ...Object.keys(beside).filter((key) => beside[key] === group.name)]
    return {
      name: group.name,
      filled: all.flatMap((key) => held.get(key) ?? []),
      missing: keys.filter((key) => !held.has(key)),
    }
  })
  // A field that a later version knows is shown, not lost.
  const placed = new Set([...groups.flatMap((group) => group.fields.map((field) => field.key)), ...Object.keys(beside)])
  const last = made.at(-1)
  last?.filled.push(...fields.filter((field) => field.value !== '' && !placed.has(field.key)))
  return made
}
