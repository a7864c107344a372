import { ref, shallowReactive, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { EntryProblem, EntryRowCheck } from '@/backend'

/** A row of the sheet; only what is drawn is reactive. */
export interface Row {
  /** Rows are numbered in the order in which they were begun. */
  readonly id: number
  readonly cells: Record<string, string>
  /** Cells that the program filled and nobody touched. */
  readonly filled: Record<string, boolean>
  check: EntryRowCheck | null
  /** It was left once, or came whole: then it is told what it lacks. */
  settled: boolean
  /** Grows with every change of a cell. */
  version: number
}

interface CellChange {
  row: Row
  key: string
  before: string
  after: string
  filled: boolean
}
interface Step {
  cells: CellChange[]
  /** The rows before and after, where rows came or went. */
  rows?: [before: readonly Row[], after: readonly Row[]]
  /** More of the same cell may still be typed into it. */
  typing: boolean
}

const STEPS = 200
/** Empty rows that wait at the end. */
const SPARE = 3
const BEGINNING = 30

export type Block = Array<Record<string, string>>

/** What is typed, with its history. Draws nothing and asks nobody. */
export class Sheet {
  readonly rows: ShallowRef<readonly Row[]> = shallowRef([])
  /** Grows when a check came or rows moved: what is counted is counted again. */
  readonly counted: Ref<number> = ref(0)
  readonly canUndo = ref(false)
  readonly canRedo = ref(false)
  #next = 1
  #undo: Step[] = []
  #redo: Step[] = []
  readonly #byId = new Map<number, Row>()

  /** `heard` is told which rows changed and which are gone. */
  constructor(private readonly heard: (changed: Row[], gone: Row[]) => void) {
    this.grow(BEGINNING)
  }

  row(id: number): Row | undefined {
    return this.#byId.get(id)
  }
  at(index: number): Row | undefined {
    return this.rows.value[index]
  }
  indexOf(row: Row): number {
    return this.rows.value.indexOf(row)
  }

  #make(id = this.#next): Row {
    this.#next = Math.max(this.#next, id + 1)
    const row = shallowReactive<Row>({
      id,
      cells: shallowReactive<Record<string, string>>({}),
      filled: shallowReactive<Record<string, boolean>>({}),
      check: null,
      settled: false,
      version: 0,
    })
    this.#byId.set(id, row)
    return row
  }

  /** Makes sure that there are so many rows, and empty ones behind the last. */
  grow(count = 0): void {
    const rows = this.rows.value
    const wanted = Math.max(count, this.used() + SPARE, BEGINNING)
    if (rows.length >= wanted) return
    const more = Array.from({ length: wanted - rows.length }, () => this.#make())
    this.rows.value = [...rows, ...more]
  }

  /** How many rows there are up to the last that holds something. */
  used(): number {
    const rows = this.rows.value
    let last = rows.length
    while (last > 0 && blank(rows[last - 1])) last -= 1
    return last
  }

  filledRows(): Row[] {
    return this.rows.value.filter((row) => !blank(row))
  }

  #set(row: Row, key: string, text: string, filled: boolean): void {
    if (text === '') delete row.cells[key]
    else row.cells[key] = text
    if (filled) row.filled[key] = true
    else delete row.filled[key]
    row.version += 1
  }

  #push(step: Step): void {
    this.#undo.push(step)
    if (this.#undo.length > STEPS) this.#undo.shift()
    this.#redo = []
    this.#tellHistory()
  }
  #tellHistory(): void {
    this.canUndo.value = this.#undo.length > 0
    this.canRedo.value = this.#redo.length > 0
  }

  /** What somebody types into a cell: one step as long as they stay in it. */
  type(row: Row, key: string, text: string): void {
    const before = row.cells[key] ?? ''
    if (text === before) return
    const last = this.#undo[this.#undo.length - 1]
    const same = last?.typing && last.cells[0]?.row === row && last.cells[0].key === key
    if (same && last.cells[0]) last.cells[0].after = text
    else this.#push({ cells: [{ row, key, before, after: text, filled: Boolean(row.filled[key]) }], typing: true })
    if (same) {
      this.#redo = []
      this.#tellHistory()
    }
    this.#set(row, key, text, false)
    this.grow()
    this.heard([row], [])
  }

  /** The cell was left: what is typed next is a step of its own. */
  seal(): void {
    const last = this.#undo[this.#undo.length - 1]
    if (last) last.typing = false
  }

  /** The cell as it is stored: belongs to the step that typed it. */
  amend(row: Row, key: string, text: string): void {
    if ((row.cells[key] ?? '') === text) return
    for (const step of [this.#undo[this.#undo.length - 1], this.#undo[this.#undo.length - 2]]) {
      const change = step?.cells.find((one) => one.row === row && one.key === key)
      if (change) {
        change.after = text
        break
      }
    }
    this.#set(row, key, text, false)
  }

  /** Cells that follow from others: set and taken away without a step. */
  fill(row: Row, fills: Record<string, string | undefined>): boolean {
    let changed = false
    for (const key of new Set([...Object.keys(row.filled), ...Object.keys(fills)])) {
      const text = fills[key] ?? ''
      const held = row.cells[key] ?? ''
      if (!row.filled[key] && held.trim() !== '') continue
      if (held === text) continue
      this.#set(row, key, text, text !== '')
      changed = true
    }
    return changed
  }

  /** Puts texts into cells, from the row at `index` on, as one step. */
  put(index: number, block: Block): void {
    this.grow(index + block.length)
    const cells: CellChange[] = []
    const rows: Row[] = []
    block.forEach((texts, offset) => {
      const row = this.rows.value[index + offset]
      if (!row) return
      for (const [key, after] of Object.entries(texts)) {
        const before = row.cells[key] ?? ''
        if (before === after) continue
        cells.push({ row, key, before, after, filled: Boolean(row.filled[key]) })
        this.#set(row, key, after, false)
      }
      row.settled = true
      rows.push(row)
    })
    if (cells.length === 0) return
    this.#push({ cells, typing: false })
    this.grow()
    this.heard(rows, [])
  }

  insert(index: number): void {
    const before = this.rows.value
    const after = [...before.slice(0, index), this.#make(), ...before.slice(index)]
    this.rows.value = after
    this.#push({ cells: [], rows: [before, after], typing: false })
    this.counted.value += 1
    this.heard([], [])
  }

  remove(from: number, to: number): void {
    const before = this.rows.value
    const gone = before.slice(from, to + 1)
    const after = [...before.slice(0, from), ...before.slice(to + 1)]
    this.rows.value = after
    this.#push({ cells: [], rows: [before, after], typing: false })
    this.grow()
    this.counted.value += 1
    this.heard([], gone)
  }

  /** Takes the last step back; the place where it happened. */
  undo(): { row: Row; key: string } | null {
    const step = this.#undo.pop()
    if (!step) return null
    step.typing = false
    this.#redo.push(step)
    return this.#apply(step, true)
  }

  redo(): { row: Row; key: string } | null {
    const step = this.#redo.pop()
    if (!step) return null
    this.#undo.push(step)
    return this.#apply(step, false)
  }

  #apply(step: Step, back: boolean): { row: Row; key: string } | null {
    const held = new Set(this.rows.value)
    if (step.rows) {
      // Rows that grew at the end since then stay: they are empty.
      this.rows.value = step.rows[back ? 0 : 1]
      this.grow()
    }
    const changed = new Set<Row>()
    for (const change of back ? [...step.cells].reverse() : step.cells) {
      this.#set(change.row, change.key, back ? change.before : change.after, back && change.filled)
      changed.add(change.row)
    }
    const now = new Set(this.rows.value)
    const gone = [...held].filter((row) => !now.has(row))
    for (const row of now) if (!held.has(row)) changed.add(row)
    this.#tellHistory()
    this.grow()
    this.counted.value += 1
    this.heard([...changed], gone)
    const first = step.cells[0]
    return first ? { row: first.row, key: first.key } : null
  }

  /** Rows that are on record leave without a step back. */
  take(ids: ReadonlySet<number>): void {
    this.rows.value = this.rows.value.filter((row) => !ids.has(row.id))
    for (const id of ids) this.#byId.delete(id)
    this.#undo = []
    this.#redo = []
    this.#tellHistory()
    this.grow()
    this.counted.value += 1
  }

  clear(): void {
    this.take(new Set(this.rows.value.map((row) => row.id)))
    this.#next = 1
    this.rows.value = []
    this.#byId.clear()
    this.grow(BEGINNING)
  }

  /** Rows as they were kept. */
  restore(kept: Array<{ id: number; cells: Record<string, string>; filled: string[] }>): void {
    this.clear()
    this.#byId.clear()
    this.rows.value = kept.map((one) => {
      const row = this.#make(one.id)
      Object.assign(row.cells, one.cells)
      for (const key of one.filled) row.filled[key] = true
      row.settled = !blank(row)
      return row
    })
    this.grow(BEGINNING)
  }
}

export function blank(row: Row | undefined): boolean {
  if (!row) return true
  for (const key in row.cells) if ((row.cells[key] ?? '').trim() !== '') return false
  return true
}

/** What is said of a row now: nothing of a field that has not been reached yet. */
export function problemsOf(row: Row): EntryProblem[] {
  const all = row.check?.problems ?? []
  return row.settled ? all : all.filter((problem) => !problem.code.endsWith('_MISSING'))
}

export type Tone = 'bad' | 'warned'

const NO_TONES: Record<string, Tone> = {}

/** The tone of each cell of a row of which something is said. */
export function tonesOf(row: Row): Record<string, Tone> {
  const problems = problemsOf(row)
  if (problems.length === 0) return NO_TONES
  const tones: Record<string, Tone> = {}
  for (const problem of problems) {
    if (problem.refuses) tones[problem.field] = 'bad'
    else if (tones[problem.field] !== 'bad' && !INFORMING.has(problem.code)) tones[problem.field] = 'warned'
  }
  return tones
}

/** Notices that say what will happen, where nothing is wrong. */
export const INFORMING: ReadonlySet<string> = new Set(['ENTRY_UPDATES', 'ENTRY_UNCHANGED'])

export type Mark = 'blank' | 'add' | 'update' | 'unchanged' | 'twice' | 'refused' | 'look' | 'unfinished'

/** The state of a row: what saving would make of it, and whether to look at it. */
export function markOf(row: Row): Mark {
  const check = row.check
  if (!check || check.fate === 'blank') return 'blank'
  if (check.fate === 'refused') {
    return problemsOf(row).some((problem) => problem.refuses) ? 'refused' : 'unfinished'
  }
  if (check.fate === 'twice') return 'twice'
  if (check.problems.some((problem) => !INFORMING.has(problem.code))) return 'look'
  return check.fate
}

export const SHAPES: Record<Mark, string> = {
  blank: '',
  add: '●',
  update: '◆',
  unchanged: '○',
  twice: '≡',
  refused: '✕',
  look: '▲',
  unfinished: '…',
}

export const MARKS = Object.keys(SHAPES) as Mark[]
