import type { Parts } from '@/shared/drafts'
import { blank, type Row, type Sheet } from './sheet'

/** Rows in one part of the draft: a pause writes only the parts that changed. */
const ROWS = 100

interface Head {
  /** Numbers of the rows in their order, as ranges. */
  order: Array<[from: number, to: number]>
  /** Where somebody was typing. */
  at: [id: number, key: string] | null
}

const partOf = (id: number) => `rows-${Math.floor(id / ROWS)}`

/** The sheet as parts of a draft, handed out as they change. */
export class KeptSheet {
  readonly #changed = new Set<string>()
  #head = ''
  at: Head['at'] = null

  constructor(private readonly sheet: Sheet) {}

  touch(rows: Iterable<Row>): void {
    for (const row of rows) this.#changed.add(partOf(row.id))
  }

  /** The parts that changed since they were handed out last. */
  parts(): Parts {
    const parts: Parts = {}
    if (this.#changed.size > 0) {
      const held = new Map<string, unknown[]>()
      for (const row of this.sheet.filledRows()) {
        const part = partOf(row.id)
        if (!this.#changed.has(part)) continue
        const rows = held.get(part) ?? []
        rows.push([row.id, row.cells, Object.keys(row.filled)])
        held.set(part, rows)
      }
      for (const part of this.#changed) {
        const rows = held.get(part)
        parts[part] = rows ? JSON.stringify(rows) : null
      }
      this.#changed.clear()
    }
    const order: Head['order'] = []
    for (const row of this.sheet.rows.value.slice(0, this.sheet.used())) {
      const last = order[order.length - 1]
      if (last && last[1] + 1 === row.id) last[1] = row.id
      else order.push([row.id, row.id])
    }
    const head = order.length > 0 ? JSON.stringify({ order, at: this.at }) : ''
    if (head !== this.#head) parts.head = head === '' ? null : head
    this.#head = head
    return parts
  }

  /** Puts kept parts back into the sheet. */
  restore(parts: Record<string, string | undefined>): void {
    const kept = new Map<number, { id: number; cells: Record<string, string>; filled: string[] }>()
    for (const [part, body] of Object.entries(parts)) {
      if (!part.startsWith('rows-') || body === undefined) continue
      for (const [id, cells, filled] of JSON.parse(body) as Array<[number, Record<string, string>, string[]]>) {
        kept.set(id, { id, cells, filled })
      }
    }
    const head: Head = parts.head ? (JSON.parse(parts.head) as Head) : { order: [], at: null }
    this.at = head.at
    const ordered: Array<{ id: number; cells: Record<string, string>; filled: string[] }> = []
    for (const [from, to] of head.order) {
      for (let id = from; id <= to; id += 1) {
        ordered.push(kept.get(id) ?? { id, cells: {}, filled: [] })
        kept.delete(id)
      }
    }
    // A row is never lost for want of a place.
    ordered.push(...[...kept.values()].sort((a, b) => a.id - b.id))
    this.sheet.restore(ordered)
    this.#head = parts.head ?? ''
    this.#changed.clear()
  }
}

/** The cells that somebody typed, for a check: what follows from them follows anew. */
export function typedCells(row: Row): Record<string, string> {
  return Object.fromEntries(Object.entries(row.cells).filter(([key]) => !row.filled[key]))
}

export function rowCells(row: Row): Record<string, string> {
  return blank(row) ? {} : { ...row.cells }
}
