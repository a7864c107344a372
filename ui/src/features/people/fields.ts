import type { Choices } from '@/backend'
import { money } from '@/shared/amounts'
import { longDate } from '@/shared/dates'
import { has, t } from '@/shared/words'

export type FieldKind = 'text' | 'date' | 'number' | 'choice'

export interface FieldShape {
  key: string
  kind: FieldKind
  /** Which list of the program's choices it takes; `own` has its own few words. */
  list?: 'education' | 'ethnic' | 'categories' | 'occupations' | 'own'
  own?: string[]
}

const ORDINARY = 'ordinary'

const text = (key: string): FieldShape => ({ key, kind: 'text' })

/** The form's fields in the order in which a paper form is read, by group. */
export const groups: Array<{ name: string; fields: FieldShape[] }> = [
  {
    name: 'identity',
    fields: [
      text('name'),
      text('document_number'),
      { key: 'sex', kind: 'choice', list: 'own', own: ['1', '2'] },
      { key: 'birth_date', kind: 'date' },
      text('phone'),
      { key: 'ethnic', kind: 'choice', list: 'ethnic' },
    ],
  },
  {
    name: 'address',
    fields: [text('township'), text('village'), text('address'), text('residence')],
  },
  {
    name: 'household',
    fields: [
      { key: 'category', kind: 'choice', list: 'categories' },
      text('household_number'),
      text('household_head'),
      text('relationship'),
      { key: 'household_size', kind: 'number' },
      { key: 'herder', kind: 'choice', list: 'own', own: ['true', 'false'] },
      { key: 'income_per_head', kind: 'number' },
      { key: 'income_year', kind: 'number' },
      text('income_source'),
      text('income_evidence'),
      { key: 'valid_from', kind: 'date' },
      { key: 'valid_to', kind: 'date' },
    ],
  },
  {
    name: 'wishes',
    fields: [
      { key: 'wish_1', kind: 'choice', list: 'occupations' },
      { key: 'wish_2', kind: 'choice', list: 'occupations' },
      { key: 'wish_3', kind: 'choice', list: 'occupations' },
      { key: 'willing_abroad', kind: 'choice', list: 'own', own: ['yes', 'no', 'later'] },
      text('wish_when'),
      text('wish_where'),
    ],
  },
  {
    name: 'skills',
    fields: [
      { key: 'education', kind: 'choice', list: 'education' },
      text('languages'),
      text('experience'),
      text('certificates'),
    ],
  },
  {
    name: 'travel',
    fields: [
      text('latin_name'),
      text('passport_number'),
      { key: 'passport_expiry', kind: 'date' },
      text('bank_card'),
      text('remarks'),
    ],
  },
]

const shapes = new Map(groups.flatMap((group) => group.fields.map((field) => [field.key, field] as const)))

/** The field's name; the key itself where the page has none. */
export function fieldName(key: string): string {
  const id = `people-field-${key.replaceAll('_', '-')}`
  return has(id) ? t(id) : key
}

/** The choices of a field: code and name. */
export function options(field: FieldShape, choices: Choices | null): Array<{ code: string; name: string }> {
  if (field.list === 'own') {
    return (field.own ?? []).map((code) => ({ code, name: t(`people-choice-${field.key.replaceAll('_', '-')}-${code}`) }))
  }
  const list = field.list && choices ? choices[field.list] : []
  // An ordinary household is an answer too, beside the published categories.
  if (field.key !== 'category' || list.some((one) => one.code === ORDINARY)) return list
  return [...list, { code: ORDINARY, name: t('people-choice-category-ordinary') }]
}

/** A recorded value as one types it: incomes are kept in fen and typed in yuan. */
export function typedValue(key: string, value: string): string {
  if (key !== 'income_per_head' || !/^-?\d+$/.test(value)) return value
  const digits = value.replace('-', '').padStart(3, '0')
  const fen = digits.slice(-2)
  return `${value.startsWith('-') ? '-' : ''}${digits.slice(0, -2)}${fen === '00' ? '' : `.${fen}`}`
}

/** What stands in the record, as people say it: codes by name, days as dates. */
export function shownValue(key: string, value: string, choices: Choices | null): string {
  if (value === '') return t('shared-none')
  const field = shapes.get(key)
  if (field?.kind === 'choice') return options(field, choices).find((one) => one.code === value)?.name ?? value
  if (key === 'county') return choices?.counties.find((one) => one.code === value)?.name ?? value
  if (key === 'income_per_head' && /^\d+$/.test(value)) return money(Number(value))
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return longDate(value)
  if (key === 'document_type') {
    const id = `people-document-${value.replaceAll('_', '-')}`
    return has(id) ? t(id) : value
  }
  return value
}

/** The beginning of a device's number: enough to tell a county's few apart. */
export function deviceName(device: string): string {
  return /^[0-9a-f]{32}$/.test(device) ? t('people-device', { device: device.slice(0, 6) }) : device
}
