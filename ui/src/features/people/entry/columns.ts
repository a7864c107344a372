import { ref } from 'vue'
import { call } from '@/backend'
import { tellFailure } from '@/shared/notices'

export interface EntryColumn {
  key: string
  width: number
  /** The program can say what may be meant. */
  suggests?: boolean
  /** Digits stand under each other. */
  mono?: boolean
  /** Not among the columns one begins with. */
  extra?: boolean
}

/** Every column of the sheet, in the order of a village list. */
export const columns: EntryColumn[] = [
  { key: 'name', width: 120 },
  { key: 'document_number', width: 158, mono: true },
  { key: 'sex', width: 46, suggests: true },
  { key: 'birth_date', width: 92 },
  { key: 'phone', width: 102, mono: true },
  { key: 'township', width: 104, suggests: true },
  { key: 'village', width: 84, suggests: true },
  { key: 'category', width: 116, suggests: true },
  { key: 'household_number', width: 124, mono: true },
  { key: 'income_per_head', width: 84 },
  { key: 'education', width: 84, suggests: true },
  { key: 'languages', width: 116 },
  { key: 'wish_1', width: 116, suggests: true },
  { key: 'wish_2', width: 116, suggests: true },
  { key: 'wish_3', width: 116, suggests: true },
  { key: 'willing_abroad', width: 90, suggests: true },
  { key: 'remarks', width: 180 },
  { key: 'latin_name', width: 150, extra: true },
  { key: 'ethnic', width: 96, suggests: true, extra: true },
  { key: 'address', width: 220, extra: true },
  { key: 'residence', width: 180, extra: true },
  { key: 'household_head', width: 110, extra: true },
  { key: 'household_size', width: 74, extra: true },
  { key: 'relationship', width: 90, extra: true },
  { key: 'income_year', width: 80, extra: true },
  { key: 'bank_card', width: 160, mono: true, extra: true },
  { key: 'passport_number', width: 110, mono: true, extra: true },
  { key: 'passport_expiry', width: 100, extra: true },
  { key: 'experience', width: 180, extra: true },
  { key: 'certificates', width: 160, extra: true },
]

const byKey = new Map(columns.map((column) => [column.key, column]))

export type Direction = 'right' | 'down'

/** How the person who works likes the sheet; kept by the program. */
export const chosen = ref<string[]>(columns.filter((column) => !column.extra).map((column) => column.key))
export const direction = ref<Direction>('right')

const NAME = 'entry'

/** Columns that exist, each once; the name and the number are always there. */
export function sound(keys: unknown): string[] {
  const wanted = Array.isArray(keys) ? keys.filter((key): key is string => byKey.has(key as string)) : []
  const once = [...new Set(wanted)]
  for (const key of ['document_number', 'name']) if (!once.includes(key)) once.unshift(key)
  return once
}

export function shown(): EntryColumn[] {
  return chosen.value.map((key) => byKey.get(key)).filter((column): column is EntryColumn => column !== undefined)
}

export async function readLayout(): Promise<void> {
  const kept = await call('preference_get', { name: NAME })
  if (!kept) return
  const layout: unknown = JSON.parse(kept)
  if (typeof layout !== 'object' || layout === null) return
  if ('columns' in layout) chosen.value = sound(layout.columns)
  if ('direction' in layout && (layout.direction === 'right' || layout.direction === 'down')) direction.value = layout.direction
}

export function keepLayout(): void {
  const value = JSON.stringify({ columns: chosen.value, direction: direction.value })
  call('preference_put', { name: NAME, value }).catch(tellFailure)
}

/** Shows columns that a block brought, so that nothing pasted is out of sight. */
export function addColumns(keys: string[]): void {
  const more = keys.filter((key) => byKey.has(key) && !chosen.value.includes(key))
  if (more.length === 0) return
  chosen.value = sound([...chosen.value, ...more])
  keepLayout()
}
