import { ref, shallowRef } from 'vue'
import { asFailure, call, type BackendFailure, type EntryRowCheck } from '@/backend'
import { typedCells } from './kept'
import { blank, type Row, type Sheet } from './sheet'

/** The pause after a key before the row is checked, in milliseconds. */
const PAUSE = 120
/** Rows of one question: an answer never keeps the page from drawing. */
const ROWS = 150

/** Asks the program about the rows that changed, and writes its answers down. */
export class Checks {
  /** Rows that wait for their check. */
  readonly waiting = ref(0)
  readonly failure = shallowRef<BackendFailure | null>(null)
  /** The program's name for this sheet. */
  number = fresh()
  readonly #changed = new Set<Row>()
  readonly #removed = new Set<number>()
  #first = true
  #timer = 0
  #running: Promise<void> | null = null
  #closed = false

  /** `settled` is called when a row's cells changed by its check. */
  constructor(
    private readonly sheet: Sheet,
    private readonly busyAt: () => { row: Row; key: string } | null,
    private readonly settled: (row: Row) => void,
  ) {}

  /** Rows changed or went; `now` for what was not typed key by key. */
  ask(changed: Iterable<Row>, gone: Iterable<Row>, now: boolean): void {
    for (const row of changed) this.#changed.add(row)
    for (const row of gone) {
      this.#changed.delete(row)
      this.#removed.add(row.id)
    }
    // A row that came back counts as changed, not as gone.
    for (const row of this.#changed) this.#removed.delete(row.id)
    this.waiting.value = this.#changed.size
    window.clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => void this.run(), now ? 0 : PAUSE)
  }

  /** Begins anew: every row is held against what is on record now. */
  askAll(): void {
    this.#first = true
    this.number = fresh()
    this.#removed.clear()
    this.ask(this.sheet.filledRows(), [], true)
  }

  close(): void {
    this.#closed = true
    window.clearTimeout(this.#timer)
  }

  run(): Promise<void> {
    this.#running ??= this.#work().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  async #work(): Promise<void> {
    while (!this.#closed && (this.#changed.size > 0 || this.#removed.size > 0)) {
      const rows = [...this.#changed].slice(0, ROWS)
      const removed = [...this.#removed]
      for (const row of rows) this.#changed.delete(row)
      this.#removed.clear()
      const versions = new Map(rows.map((row) => [row.id, row.version]))
      const sheet = this.number
      const first = this.#first
      try {
        const answer = await call('entry_check', {
          sheet,
          first,
          rows: rows.map((row) => ({ id: row.id, cells: typedCells(row) })),
          removed,
        })
        if (sheet !== this.number) continue
        this.failure.value = null
        if (!answer.known) {
          this.askAll()
          continue
        }
        this.#first = false
        for (const check of answer.rows) this.#take(check, versions)
        this.sheet.counted.value += 1
      } catch (thrown) {
        this.failure.value = asFailure(thrown)
        for (const row of rows) this.#changed.add(row)
        for (const id of removed) this.#removed.add(id)
        // Asked again with the next key.
        return
      } finally {
        this.waiting.value = this.#changed.size
      }
    }
  }

  #take(check: EntryRowCheck, versions: Map<number, number>): void {
    const row = this.sheet.row(check.id)
    if (!row) return
    const version = versions.get(check.id)
    if (version !== undefined && version !== row.version) return
    // Of a neighbour only the fate and the problems come.
    row.check = blank(row) && check.fate !== 'blank' ? null : check
    if (version === undefined) return
    let changed = this.sheet.fill(row, check.fills)
    const busy = this.busyAt()
    for (const [key, text] of Object.entries(check.normal)) {
      if (text === undefined || (busy?.row === row && busy.key === key)) continue
      this.sheet.amend(row, key, text)
      delete check.normal[key]
      changed = true
    }
    if (changed) this.settled(row)
  }
}

function fresh(): number {
  return Math.floor(Math.random() * 0x7fffffff)
}
