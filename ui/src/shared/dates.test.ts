import { beforeAll, describe, expect, it } from 'vitest'
import { addDays, dateWithWeek, isoWeek, longDate, mondayOf, mondayOfWeek, nearDate, quarterName, readDate, weekName, weekText } from './dates'
import { speak } from './words'

describe('weeks', () => {
  it('follow ISO 8601 over the year end and in years of 53 weeks', () => {
    expect(weekText('2026-12-31')).toBe('2026-W53')
    expect(weekText('2027-01-01')).toBe('2026-W53')
    expect(weekText('2027-01-04')).toBe('2027-W01')
    expect(weekText('2024-12-30')).toBe('2025-W01')
    expect(isoWeek('2021-01-03')).toEqual({ year: 2020, week: 53 })
  })
  it('begin on the Monday that names them', () => {
    expect(mondayOf('2027-01-03')).toBe('2026-12-28')
    for (let day = '2024-01-01'; day < '2032-01-01'; day = addDays(day, 5)) {
      expect(mondayOfWeek(weekText(day))).toBe(mondayOf(day))
    }
  })
})

describe('typed days', () => {
  it('are read as people write them', () => {
    for (const text of ['2026-12-07', '2026-12-7', '2026/12/7', '2026.12.7', '20261207', '\uff12\uff10\uff12\uff16-12-07', '2026\u5e7412\u67087\u65e5', '7 Dec 2026', 'Dec 7, 2026']) {
      expect(readDate(text), text).toBe('2026-12-07')
    }
  })
  it('are no days when the calendar has none such', () => {
    for (const text of ['2026-02-30', '2026-13-01', '12-07', '', 'tomorrow', '2026-12']) expect(readDate(text), text).toBeNull()
  })
})

describe('in Chinese', () => {
  beforeAll(() => speak('zh-CN'))
  it('days, weeks and quarters are written as people write them', () => {
    expect(longDate('2026-09-03')).toBe('2026\u5e749\u67083\u65e5')
    expect(readDate(longDate('2026-09-03'))).toBe('2026-09-03')
    expect(dateWithWeek('2027-03-08')).toBe('2027\u5e743\u67088\u65e5\uff08\u7b2c10\u5468\uff09')
    expect(weekName('2026-W37')).toBe('2026\u5e74\u7b2c37\u5468\uff089\u6708\uff09')
    expect(quarterName('2026Q3')).toBe('2026\u5e74\u7b2c\u4e09\u5b63\u5ea6')
    expect(nearDate('2027-01-02', '2026-12-30')).toBe('2027\u5e741\u67082\u65e5')
    expect(nearDate('2026-01-02', '2026-12-30')).toBe('1\u67082\u65e5')
  })
  it('an absent day is said to be absent', () => {
    expect(longDate(null)).toBe('\u2014')
  })
})
