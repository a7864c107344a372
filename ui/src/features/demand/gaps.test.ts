import { describe, expect, it } from 'vitest'
import type { GapRow } from '@/backend'
import { cells, gapLines, weeksFrom } from './gaps'

function row(occupation: string, week: string, demand: number, covered: number, lastSafe: string | null = null): GapRow {
  return {
    region: 'KZ-59',
    region_name: 'KZ-59',
    occupation,
    occupation_name: occupation,
    iso_week: week,
    demand,
    covered,
    gap: demand - covered,
    last_safe_start: lastSafe,
    disputed: false,
  }
}

describe('the gap board', () => {
  const lines = gapLines({
    rows: [
      row('A', '2027-W02', 10, 4, '2026-09-14'),
      row('A', '2027-W01', 8, 8, '2026-09-07'),
      row('A', '2027-W03', 12, 4, '2026-09-21'),
      row('B', '2027-W01', 0, 33),
      row('C', '2027-W01', 50, 0, '2026-08-31'),
    ],
  })
  it('puts the largest need first and keeps weeks in order', () => {
    expect(lines.map((line) => line.occupation)).toEqual(['C', 'A', 'B'])
    expect(lines[1]?.weeks.map((one) => one.iso_week)).toEqual(['2027-W01', '2027-W02', '2027-W03'])
  })
  it('sums gaps only where somebody is missing', () => {
    expect(lines[1]).toMatchObject({ gap: 8, personWeeks: 14, peak: 12, surplus: 0 })
    expect(lines[2]).toMatchObject({ gap: 0, personWeeks: 0, surplus: 33 })
  })
  it('takes the last safe start of the first week that is short', () => {
    expect(lines[1]?.lastSafeStart).toBe('2026-09-14')
    expect(lines[2]?.lastSafeStart).toBeNull()
  })
  it('leaves weeks without a figure empty', () => {
    expect(weeksFrom('2026-12-31', 2)).toEqual(['2026-W53', '2027-W01'])
    expect(cells(lines[0]!, ['2026-W53', '2027-W01']).map((one) => one?.gap ?? null)).toEqual([null, 50])
  })
})
