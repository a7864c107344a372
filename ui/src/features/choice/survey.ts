import type { Villager } from '@/backend'

/** What a line of the survey asks for; the occupations are one answer. */
export type Part = 'wishes' | 'when' | 'place' | 'willing'
const PARTS: Part[] = ['wishes', 'when', 'place', 'willing']

/** What is typed in a line. */
export interface Line {
  wishes: string[]
  when: string
  place: string
  willing: string
  /** Parts whose stored answer is to be taken away. */
  cleared: Part[]
  dirty: boolean
  said: string[]
}

/** A line as the record has it. */
export function lineOf(one: Villager): Line {
  const wishes = [0, 1, 2].map((at) => one.wishes[at] ?? '')
  return { wishes, when: one.when, place: one.place, willing: one.willing, cleared: [], dirty: false, said: [] }
}

function blank(line: Pick<Line, Part> | Villager, part: Part): boolean {
  const held = line[part]
  return typeof held === 'string' ? held.trim() === '' : held.every((wish) => wish === '')
}

/** Whether a part is left blank though the record holds an answer: it stays, unless it is cleared. */
export function keeps(line: Line, one: Villager, part: Part): boolean {
  return blank(line, part) && !blank(one, part)
}

/** What saving the line sends: blanks change nothing, and only a blank can be cleared. */
export function sent(line: Line, one: Villager): Pick<Line, Part | 'cleared'> {
  return {
    wishes: line.wishes.filter((wish) => wish !== ''),
    when: line.when.trim(),
    place: line.place.trim(),
    willing: line.willing,
    cleared: PARTS.filter((part) => line.cleared.includes(part) && keeps(line, one, part)),
  }
}
