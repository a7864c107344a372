import { isolated, language, locale, numericDays, t } from './words'

const DAY = 86_400_000

/** Milliseconds of a day `YYYY-MM-DD` at midnight UTC; NaN when it is none. */
export function dayNumber(date: string): number {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(date)
  if (!found) return Number.NaN
  return Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]))
}

function fromDayNumber(day: number): string {
  return new Date(day).toISOString().slice(0, 10)
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** A day as people type it, as `YYYY-MM-DD`; null where it is no day of the calendar. */
export function readDate(text: string): string | null {
  const typed = text.normalize('NFKC').replace(/[\u2066-\u2069]/g, '').trim()
  const written = /^(\d{1,2})\s+([a-z]{3})[a-z]*\.?\s+(\d{4})$/i.exec(typed) ?? /^([a-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})$/i.exec(typed)
  let parts: [number, number, number] | null = null
  if (written) {
    const [first, second, year] = [written[1] ?? '', written[2] ?? '', Number(written[3])]
    const dayFirst = /^\d/.test(first)
    parts = [year, MONTHS.indexOf((dayFirst ? second : first).toLowerCase()) + 1, Number(dayFirst ? first : second)]
  } else {
    const found = /^(\d{4})(\d{2})(\d{2})$/.exec(typed) ?? /^(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D?$/.exec(typed)
    if (found) parts = [Number(found[1]), Number(found[2]), Number(found[3])]
  }
  if (!parts) return null
  const [year, month, day] = parts
  const made = new Date(Date.UTC(year, month - 1, day))
  const same = made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day
  return same ? made.toISOString().slice(0, 10) : null
}

/** `date` moved by `days`. */
export function addDays(date: string, days: number): string {
  return fromDayNumber(dayNumber(date) + days * DAY)
}

/** Days from `from` to `to`; negative when `to` lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((dayNumber(to) - dayNumber(from)) / DAY)
}

/** The Monday of the week of `date`. */
export function mondayOf(date: string): string {
  const weekday = new Date(dayNumber(date)).getUTCDay()
  return addDays(date, -((weekday + 6) % 7))
}

/** ISO 8601 week of `date`: the week belongs to the year of its Thursday. */
export function isoWeek(date: string): { year: number; week: number } {
  const thursday = addDays(mondayOf(date), 3)
  const year = Number(thursday.slice(0, 4))
  const first = mondayOf(`${year}-01-04`)
  return { year, week: Math.floor(daysBetween(first, thursday) / 7) + 1 }
}

/** The Monday of an ISO week such as `2026-W37`. */
export function mondayOfWeek(isoWeekText: string): string {
  const found = /^(\d{4})-W(\d{2})$/.exec(isoWeekText)
  if (!found) return isoWeekText
  return addDays(mondayOf(`${found[1]}-01-04`), (Number(found[2]) - 1) * 7)
}

/** `2026-W37` of a date. */
export function weekText(date: string): string {
  const { year, week } = isoWeek(date)
  return `${year}-W${String(week).padStart(2, '0')}`
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(date: string, options: Intl.DateTimeFormatOptions): string {
  const key = language.value + JSON.stringify(options)
  let made = formats.get(key)
  if (!made) {
    made = new Intl.DateTimeFormat(locale.value, { timeZone: 'UTC', ...options })
    formats.set(key, made)
  }
  const day = dayNumber(date)
  return Number.isNaN(day) ? date : made.format(day)
}

/** A day as people write it: 2026年9月3日. */
export function longDate(date: string | null | undefined): string {
  if (!date) return t('shared-none')
  if (numericDays()) return isolated(date)
  return format(date, { year: 'numeric', month: language.value === 'en' ? 'short' : 'long', day: 'numeric' })
}

/** A day whose year is plain from its neighbourhood: 9月3日. */
export function shortDate(date: string | null | undefined): string {
  if (!date) return t('shared-none')
  if (numericDays()) return isolated(date.slice(5, 10))
  return format(date, { month: language.value === 'en' ? 'short' : 'long', day: 'numeric' })
}

/** A day of the year of `near` without its year, another with it. */
export function nearDate(date: string | null | undefined, near: string): string {
  return date && date.slice(0, 4) === near.slice(0, 4) ? shortDate(date) : longDate(date)
}

/** A day with its ISO week: 2027年3月8日（第10周）. */
export function dateWithWeek(date: string | null | undefined): string {
  if (!date) return t('shared-none')
  return t('shared-date-with-week', { date: longDate(date), week: isoWeek(date).week })
}

/** The month above a calendar's column. */
export function monthName(date: string, withYear: boolean): string {
  if (numericDays()) return isolated(withYear ? date.slice(0, 7) : date.slice(5, 7))
  const month = language.value === 'en' ? 'short' : 'numeric'
  return format(date, withYear ? { year: 'numeric', month: language.value === 'en' ? 'short' : 'long' } : { month })
}

/** An ISO week with the month beside it: 2026年第37周（9月）. */
export function weekName(isoWeekText: string | null | undefined): string {
  if (!isoWeekText) return t('shared-none')
  const found = /^(\d{4})-W(\d{2})$/.exec(isoWeekText)
  if (!found) return isoWeekText
  const thursday = addDays(mondayOfWeek(isoWeekText), 3)
  return t('shared-week', { year: found[1] ?? '', week: Number(found[2]), month: monthName(thursday, false) })
}

/** A text with its ISO weeks written out: `2026-W48 – 2027-W46` as 2026年第48周（11月）– …. */
export function withWeekNames(text: string): string {
  return text.replace(/\b\d{4}-W\d{2}\b/g, (week) => weekName(week))
}

/** `2026Q4` as 2026年第四季度. */
export function quarterName(quarter: string | null | undefined): string {
  if (!quarter) return t('shared-none')
  const found = /^(\d{4})-?Q([1-4])$/.exec(quarter)
  return found ? t('shared-quarter', { year: found[1] ?? '', quarter: Number(found[2]) }) : quarter
}

/** An instant in China's time (UTC+8); a day stays a day. */
export function moment(instant: string | null | undefined): string {
  if (!instant) return t('shared-none')
  if (/^\d{4}-\d{2}-\d{2}$/.test(instant)) return longDate(instant)
  const parsed = Date.parse(instant)
  if (Number.isNaN(parsed)) return instant
  const cached = `moment-${language.value}`
  let made = formats.get(cached)
  if (!made) {
    made = new Intl.DateTimeFormat(locale.value, {
      timeZone: 'Asia/Shanghai',
      year: 'numeric',
      month: language.value === 'en' ? 'short' : 'long',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hour12: false,
    })
    formats.set(cached, made)
  }
  return numericDays() ? isolated(new Date(parsed + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')) : made.format(parsed)
}
