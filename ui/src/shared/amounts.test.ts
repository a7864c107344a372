import { beforeAll, describe, expect, it } from 'vitest'
import { money, slack, thousandthsOfPercent } from './amounts'
import { speak } from './words'

describe('amounts in Chinese', () => {
  beforeAll(() => speak('zh-CN'))
  it('are in ten thousand yuan from there on', () => {
    expect(money(860_000_00)).toBe('86 \u4e07\u5143')
    expect(money(58_000_00)).toBe('5.8 \u4e07\u5143')
    expect(money(9_999_00)).toBe('9,999 \u5143')
    expect(money(3_20)).toBe('3.2 \u5143')
    expect(money(-58_000_00)).toBe('-5.8 \u4e07\u5143')
  })
  it('slack is a sentence, never a signed number', () => {
    expect(slack(-11)).toBe('\u665a 11 \u5929')
    expect(slack(0)).toBe('\u4f59 0 \u5929')
    expect(slack(23)).toBe('\u4f59 23 \u5929')
    expect(slack(null)).not.toContain('null')
  })
  it('gaps are percentages', () => {
    expect(thousandthsOfPercent(500)).toBe('0.5%')
    expect(thousandthsOfPercent(412)).toBe('0.412%')
  })
})
