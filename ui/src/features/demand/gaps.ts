import type { GapBoard, GapRow } from '@/backend'
import { addDays, weekText } from '@/shared/dates'

/** All weeks of one occupation in one region. */
export interface GapLine {
  key: string
  region: string
  regionName: string
  occupation: string
  occupationName: string
  weeks: GapRow[]
  /** Most heads wanted in one week, and the week. */
  peak: number
  peakWeek: string | null
  /** Largest gap and largest surplus of one week. */
  gap: number
  gapWeek: string | null
  surplus: number
  /** Gap summed over the weeks. */
  personWeeks: number
  lastSafeStart: string | null
  disputed: boolean
}

/** The board's weeks gathered by occupation and region, largest need first. */
export function gapLines(board: GapBoard): GapLine[] {
  const lines = new Map<string, GapLine>()
  for (const row of board.rows) {
    const key = `${row.occupation}|${row.region}`
    let line = lines.get(key)
    if (!line) {
      line = {
        key,
        region: row.region,
        regionName: row.region_name,
        occupation: row.occupation,
        occupationName: row.occupation_name,
        weeks: [],
        peak: 0,
        peakWeek: null,
        gap: 0,
        gapWeek: null,
        surplus: 0,
        personWeeks: 0,
        lastSafeStart: null,
        disputed: false,
      }
      lines.set(key, line)
    }
    line.weeks.push(row)
    if (row.demand > line.peak) {
      line.peak = row.demand
      line.peakWeek = row.iso_week
    }
    if (row.gap > line.gap) {
      line.gap = row.gap
      line.gapWeek = row.iso_week
    }
    if (-row.gap > line.surplus) line.surplus = -row.gap
    if (row.gap > 0) {
      line.personWeeks += row.gap
      // The first week still short decides by when a class must start.
      if (row.last_safe_start && (line.lastSafeStart === null || row.last_safe_start < line.lastSafeStart)) {
        line.lastSafeStart = row.last_safe_start
      }
    }
    line.disputed ||= row.disputed
  }
  for (const line of lines.values()) line.weeks.sort((a, b) => (a.iso_week < b.iso_week ? -1 : 1))
  return [...lines.values()].sort(
    (a, b) => b.personWeeks - a.personWeeks || b.surplus - a.surplus || a.key.localeCompare(b.key),
  )
}

/** The ISO weeks from that of `from` on. */
export function weeksFrom(from: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => weekText(addDays(from, at * 7)))
}

/** Heads of a line per week of `weeks`; null where the board says nothing. */
export function cells(line: GapLine, weeks: readonly string[]): Array<GapRow | null> {
  const byWeek = new Map(line.weeks.map((row) => [row.iso_week, row]))
  return weeks.map((week) => byWeek.get(week) ?? null)
}
