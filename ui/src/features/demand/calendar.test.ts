import { describe, expect, it } from 'vitest'
import type { CalendarRow, ClassBar } from '@/backend'
import { areaPath, byUrgency, draggedStart, lastMonday, lastStart, placeBars, scale, stepPath, surplusPath, xOf } from './calendar'

const at = scale('2026-11-30', 10, 100)

function bar(id: string, start: string, certificate: string, ready: string, more: Partial<ClassBar> = {}): ClassBar {
  return {
    id,
    name: id,
    state: 'planned',
    proposed: false,
    seats: 20,
    start,
    training_end: certificate,
    certificate,
    ready,
    window_opens: null,
    slack_days: 0,
    tone: 'safe',
    ...more,
  }
}
function row(occupation: string, more: Partial<CalendarRow>): CalendarRow {
  return {
    occupation,
    occupation_name: occupation,
    regions: [],
    demand: [],
    supply: [],
    peak_heads: 0,
    peak_start: null,
    surplus: 0,
    unmet: 0,
    last_safe_start: null,
    bars: [],
    disputed: false,
    stale: false,
    ...more,
  }
}

describe('the drawing', () => {
  it('puts a week on each column and a day on its seventh', () => {
    expect(xOf(at, '2026-11-30')).toBe(0)
    expect(xOf(at, '2026-12-07')).toBe(10)
    expect(xOf(at, '2026-11-23')).toBe(-10)
  })
  it('draws nothing where nobody is wanted', () => {
    expect(areaPath([0, 0, 0], at, 50, 40, 0)).toBe('')
    expect(areaPath([0, 0, 0], at, 50, 40, 10)).toBe('')
  })
  it('closes every hill on the base line, the last one at the edge too', () => {
    const path = areaPath([0, 10, 0, 5, 5], at, 50, 40, 10)
    expect(path.match(/M/g)).toHaveLength(2)
    expect(path.match(/Z/g)).toHaveLength(2)
    expect(path).toContain('L15,10')
    expect(path.endsWith('L50,50Z')).toBe(true)
  })
  it('steps with those who are ready and stops where none are', () => {
    expect(stepPath([0, 4, 4, 8, 0], at, 50, 40, 8)).toBe('M10,30H20V30H30V10H40')
  })
  it('hatches only what is ready beyond the demand', () => {
    expect(surplusPath([5, 5], [5, 2], at, 50, 50, 10)).toBe('M10,40V25H20V40Z')
    expect(surplusPath([5], [6], at, 50, 50, 10)).toBe('')
  })
})

describe('bars', () => {
  it('never share a lane while they or their labels overlap', () => {
    const placed = placeBars(
      [
        bar('a', '2026-12-07', '2026-12-21', '2027-01-04'),
        bar('b', '2026-12-14', '2026-12-28', '2027-01-11'),
        bar('c', '2027-02-01', '2027-02-08', '2027-02-08'),
      ],
      scale('2026-11-30', 20, 400),
      (one) => one.name,
    )
    expect(placed.map((one) => [one.bar.id, one.lane])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 0],
    ])
  })
  it('outside the weeks shown are left out', () => {
    const early = bar('early', '2025-01-06', '2025-02-03', '2025-03-03')
    const late = bar('late', '2028-01-03', '2028-02-07', '2028-03-06')
    expect(placeBars([early, late], at, (one) => one.name)).toEqual([])
  })
  it('are dragged by whole weeks', () => {
    const one = bar('a', '2026-12-09', '2026-12-21', '2027-01-04')
    expect(draggedStart(one, 14, at)).toBe('2026-12-16')
    expect(draggedStart(one, -4, at)).toBe('2026-12-09')
    expect(draggedStart(one, -26, at)).toBe('2026-11-18')
  })
  it('know the last start that is still in time', () => {
    expect(lastStart({ start: '2027-03-15', slack_days: -9 })).toBe('2027-03-06')
    expect(lastMonday({ start: '2027-03-15', slack_days: -9 })).toBe('2027-03-01')
    expect(lastStart({ start: '2027-03-15', slack_days: null })).toBeNull()
  })
})

describe('rows', () => {
  it('that need a person come first: late, surplus, unmet', () => {
    const rows = [
      row('calm', { peak_heads: 99 }),
      row('short', { unmet: 5 }),
      row('shorter', { unmet: 50 }),
      row('over', { surplus: 3 }),
      row('late', { bars: [bar('x', '2027-01-04', '2027-02-01', '2027-03-01', { tone: 'late' })] }),
    ]
    expect(byUrgency(rows).map((one) => one.occupation)).toEqual(['late', 'over', 'shorter', 'short', 'calm'])
  })
})
