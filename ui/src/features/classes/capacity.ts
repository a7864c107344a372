import type { Budget, CapacityItem, Course, Institution, MobileWorkshop, PermitPool } from '@/backend'

/** The kinds of capacity that can be edited one by one, by their name in the program. */
export type Kind = 'institution' | 'course' | 'mobile_workshop' | 'permit_pool' | 'budget'

export interface Entities {
  institution: Institution
  course: Course
  mobile_workshop: MobileWorkshop
  permit_pool: PermitPool
  budget: Budget
}
export type Entity = Entities[Kind]

export type InputKind = 'text' | 'count' | 'yuan' | 'percent' | 'date' | 'year' | 'occupation' | 'occupations' | 'site'

export interface Input {
  key: string
  kind: InputKind
}

/** What is typed in for each kind, in order. Nested lists of an institution have their own form. */
export const inputs: Record<Kind, Input[]> = {
  institution: [
    { key: 'name', kind: 'text' },
    { key: 'licence', kind: 'text' },
  ],
  course: [
    { key: 'occupation', kind: 'occupation' },
    { key: 'level', kind: 'text' },
    { key: 'hours', kind: 'count' },
    { key: 'days', kind: 'count' },
    { key: 'exam_days', kind: 'count' },
    { key: 'pass_permille', kind: 'percent' },
    { key: 'class_cost_fen', kind: 'yuan' },
    { key: 'seat_cost_fen', kind: 'yuan' },
  ],
  mobile_workshop: [
    { key: 'name', kind: 'text' },
    { key: 'occupations', kind: 'occupations' },
    { key: 'seats', kind: 'count' },
    { key: 'move_days', kind: 'count' },
    { key: 'home', kind: 'site' },
  ],
  permit_pool: [
    { key: 'category', kind: 'text' },
    { key: 'capacity', kind: 'count' },
  ],
  budget: [
    { key: 'source', kind: 'text' },
    { key: 'year', kind: 'year' },
    { key: 'amount_fen', kind: 'yuan' },
    { key: 'apply_from', kind: 'date' },
    { key: 'apply_to', kind: 'date' },
    { key: 'released', kind: 'date' },
    { key: 'settle_by', kind: 'date' },
  ],
}

/** An empty entity of a kind. */
export function blank(kind: Kind, today: string): Entity {
  const year = Number(today.slice(0, 4))
  const empty: Entities = {
    institution: { id: null, name: '', licence: '', sites: [{ id: null, name: '', seats: 40, rooms: 1, beds: null }], instructors: [] },
    course: {
      id: null,
      occupation: '',
      occupation_name: '',
      level: '',
      hours: 0,
      days: 0,
      exam_days: 0,
      pass_permille: 900,
      class_cost_fen: 0,
      seat_cost_fen: 0,
    },
    mobile_workshop: { id: null, name: '', occupations: [], seats: 16, move_days: 0, home: '' },
    permit_pool: { id: null, category: '', capacity: 0 },
    budget: {
      id: null,
      source: '',
      year,
      amount_fen: 0,
      apply_from: '',
      apply_to: '',
      released: '',
      settle_by: '',
    },
  }
  return empty[kind]
}

/** The entity as the command takes it. */
export function item(kind: Kind, entity: Entity): CapacityItem {
  switch (kind) {
    case 'institution':
      return { institution: entity as Institution }
    case 'course':
      return { course: entity as Course }
    case 'mobile_workshop':
      return { mobile_workshop: entity as MobileWorkshop }
    case 'permit_pool':
      return { permit_pool: entity as PermitPool }
    case 'budget':
      return { budget: entity as Budget }
  }
}

/** A typed amount in yuan as fen; null when it is none. */
export function fenOf(text: string): number | null {
  const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.replace(/[\s,]/g, ''))
  if (!found) return null
  return Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
}

/** Fen as an amount to type over. */
export function yuanOf(fen: number): string {
  const cents = Math.abs(fen) % 100
  return `${Math.trunc(fen / 100)}${cents ? `.${String(cents).padStart(2, '0')}` : ''}`
}
