import type { CalendarRow, ClassBar, PeakCalendar, SlackTone } from '@/backend'
import { addDays, daysBetween, mondayOf } from '@/shared/dates'

/** Where the calendar's columns lie: `x` of a day, pixels a week is wide. */
export interface Scale {
  from: string
  weeks: number
  weekWidth: number
  width: number
}

export function scale(from: string, weeks: number, width: number): Scale {
  return { from, weeks, width, weekWidth: width / weeks }
}

/** The left edge of a day, in pixels from the first Monday. */
export function xOf(at: Scale, date: string): number {
  return (daysBetween(at.from, date) / 7) * at.weekWidth
}

/** The same, held within the drawing. */
export function clampX(at: Scale, date: string): number {
  return Math.min(at.width, Math.max(0, xOf(at, date)))
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** Outline of weekly heads as a filled area standing on `base`. */
export function areaPath(values: readonly number[], at: Scale, base: number, height: number, most: number): string {
  if (most <= 0 || !values.some((value) => value > 0)) return ''
  const y = (value: number) => round(base - (height * value) / most)
  let path = ''
  let open = false
  values.forEach((value, week) => {
    const left = week * at.weekWidth
    const middle = left + at.weekWidth / 2
    if (value > 0 && !open) {
      path += `M${round(left)},${base}`
      open = true
    }
    if (value > 0) path += `L${round(middle)},${y(value)}`
    if (open && (value <= 0 || week === values.length - 1)) {
      path += value > 0 ? `L${round(left + at.weekWidth)},${y(value)}L${round(left + at.weekWidth)},${base}Z` : `L${round(left)},${base}Z`
      open = false
    }
  })
  return path
}

/** Weekly heads as a line of steps; weeks without anybody are left out. */
export function stepPath(values: readonly number[], at: Scale, base: number, height: number, most: number): string {
  if (most <= 0) return ''
  let path = ''
  let before = 0
  values.forEach((value, week) => {
    const x = round(week * at.weekWidth)
    const y = round(base - (height * value) / most)
    if (value > 0) {
      path += before > 0 ? `V${y}` : `M${x},${y}`
      path += `H${round((week + 1) * at.weekWidth)}`
    }
    before = value
  })
  return path
}

/** What stands ready above the demand, as an area to be hatched. */
export function surplusPath(
  supply: readonly number[],
  demand: readonly number[],
  at: Scale,
  base: number,
  height: number,
  most: number,
): string {
  if (most <= 0) return ''
  let path = ''
  supply.forEach((ready, week) => {
    const wanted = demand[week] ?? 0
    if (ready <= wanted) return
    const left = round(week * at.weekWidth)
    const right = round((week + 1) * at.weekWidth)
    path += `M${left},${round(base - (height * wanted) / most)}V${round(base - (height * ready) / most)}H${right}V${round(base - (height * wanted) / most)}Z`
  })
  return path
}

export interface PlacedBar {
  bar: ClassBar
  lane: number
  start: number
  certificate: number
  ready: number
  /** Whether the name fits into the bar's body. */
  inside: boolean
  label: string
}

/** About how wide a label is at 11 px: CJK characters are square, others narrow. */
export function labelWidth(text: string): number {
  let width = 0
  for (const letter of text) width += letter.charCodeAt(0) > 0x2e80 ? 11 : 6.2
  return width
}

/**
 * Bars in lanes, so that neither bars nor their labels cover each other. A bar
 * wholly outside the weeks shown is left out.
 */
export function placeBars(bars: readonly ClassBar[], at: Scale, label: (bar: ClassBar) => string): PlacedBar[] {
  const ends: number[] = []
  const placed: PlacedBar[] = []
  const sorted = [...bars].sort((a, b) => (a.start === b.start ? a.id.localeCompare(b.id) : a.start < b.start ? -1 : 1))
  for (const bar of sorted) {
    if (xOf(at, bar.ready) < 0 || xOf(at, bar.start) > at.width) continue
    const start = clampX(at, bar.start)
    const certificate = Math.max(start + 3, clampX(at, bar.certificate))
    const ready = Math.max(certificate, clampX(at, bar.ready))
    const text = label(bar)
    const width = labelWidth(text)
    const inside = certificate - start >= width + 8
    const right = (inside ? ready : Math.max(ready, start)) + 16 + (inside ? 0 : width + 4)
    let lane = ends.findIndex((end) => end <= start)
    if (lane < 0) lane = ends.length
    ends[lane] = right
    placed.push({ bar, lane, start, certificate, ready, inside, label: text })
  }
  return placed
}

/** The start a drag of `pixels` proposes: whole weeks, so that it stays on its weekday. */
export function draggedStart(bar: ClassBar, pixels: number, at: Scale): string {
  return addDays(bar.start, Math.round(pixels / at.weekWidth) * 7)
}

/** The last day on which the class could start and still be ready in time; null where it serves nothing. */
export function lastStart(bar: Pick<ClassBar, 'start' | 'slack_days'>): string | null {
  return bar.slack_days === null ? null : addDays(bar.start, bar.slack_days)
}

/** The last Monday on which it could still start in time. */
export function lastMonday(bar: Pick<ClassBar, 'start' | 'slack_days'>): string | null {
  const last = lastStart(bar)
  return last === null ? null : mondayOf(last)
}

const urgency: Record<SlackTone, number> = { late: 0, tight: 1, surplus: 2, safe: 3 }

function late(row: CalendarRow): boolean {
  return row.bars.some((bar) => bar.tone === 'late')
}

/** Rows in the order in which they need a person: late classes, surplus, unmet demand. */
export function byUrgency(rows: readonly CalendarRow[]): CalendarRow[] {
  return [...rows].sort(
    (a, b) =>
      Number(late(b)) - Number(late(a)) ||
      Number(b.surplus > 0) - Number(a.surplus > 0) ||
      b.unmet - a.unmet ||
      b.peak_heads - a.peak_heads ||
      a.occupation.localeCompare(b.occupation),
  )
}

/** The worst tone among a row's classes; null where it has none. */
export function worstTone(row: CalendarRow): SlackTone | null {
  let worst: SlackTone | null = null
  for (const bar of row.bars) if (worst === null || urgency[bar.tone] < urgency[worst]) worst = bar.tone
  return worst
}

/** Demand of one region only, or of all. */
export function demandOf(row: CalendarRow, region: string): readonly number[] {
  if (region === '') return row.demand
  return row.regions.find((one) => one.region === region)?.demand ?? row.demand.map(() => 0)
}

/** Rows of the chosen occupation and region. */
export function filterRows(calendar: PeakCalendar, occupation: string, region: string): CalendarRow[] {
  return byUrgency(
    calendar.rows.filter(
      (row) =>
        (occupation === '' || row.occupation === occupation) &&
        (region === '' || row.regions.some((one) => one.region === region)),
    ),
  )
}

/** Months above the weeks: the first Monday of each month in sight. */
export function months(calendar: PeakCalendar): Array<{ week: number; monday: string; year: boolean }> {
  const found: Array<{ week: number; monday: string; year: boolean }> = []
  let month = ''
  let year = ''
  calendar.weeks.forEach(({ monday }, week) => {
    // A week belongs to the month of its Thursday, as in ISO 8601.
    const thursday = addDays(monday, 3)
    if (thursday.slice(0, 7) === month) return
    found.push({ week, monday: thursday, year: thursday.slice(0, 4) !== year })
    month = thursday.slice(0, 7)
    year = thursday.slice(0, 4)
  })
  return found
}
