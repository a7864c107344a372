import { beforeEach, describe, expect, it } from 'vitest'
import { longDate, readDate, shortDate } from './dates'
import { has, LANGUAGES, locale, sentence, speak, t, unreviewed } from './words'

describe('a prepared language', () => {
  beforeEach(() => speak('ug'))

  it('is read from right to left, the others are not', async () => {
    expect(document.documentElement.dir).toBe('rtl')
    expect(document.documentElement.lang).toBe('ug')
    await speak('zh-CN')
    expect(document.documentElement.dir).toBe('ltr')
  })
  it('says what it lacks in Chinese, as a piece of its own', async () => {
    const lacking = t('plan-title')
    await speak('zh-CN')
    expect(lacking).toBe(`\u2068${t('plan-title')}\u2069`)
    expect(t('plan-title')).not.toBe('plan-title')
  })
  it('has its own words where it has them', async () => {
    const own = t('shared-close')
    expect(own).toMatch(/^[\u0600-\u06ff]+$/)
    await speak('zh-CN')
    expect(t('shared-close')).not.toBe(own)
  })
  it('keeps names, numbers and days inside a sentence in one piece', () => {
    expect(t('people-saved', { name: 'Ivanova 12' })).toContain('\u2068Ivanova 12\u2069')
    expect(sentence('accounts-approval-yes', { name: 'A', date: '2027-09-03' })).toContain('\u20682027-09-03\u2069')
    expect(longDate('2027-09-03')).toBe('\u20682027-09-03\u2069')
    expect(shortDate('2027-09-03')).toBe('\u206809-03\u2069')
    expect(readDate(longDate('2027-09-03'))).toBe('2027-09-03')
  })
  it('knows which texts exist at all', () => {
    expect(has('plan-title')).toBe(true)
    expect(has('no-such-text')).toBe(false)
    expect(t('no-such-text')).toBe('no-such-text')
  })
  it('formats numbers by a language that every browser knows', () => {
    expect(locale.value).toBe('zh-CN')
  })
  it('says that nobody has reviewed it', () => {
    expect(LANGUAGES.filter(unreviewed)).toEqual(['ug'])
  })
})
