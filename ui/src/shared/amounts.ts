import type { SlackTone } from '@/backend'
import { language, locale, t } from './words'

const formats = new Map<string, Intl.NumberFormat>()

/** A number with its language's separators and at most `digits` decimals. */
export function number(value: number, digits = 0): string {
  const key = `${language.value}-${digits}`
  let made = formats.get(key)
  if (!made) {
    made = new Intl.NumberFormat(locale.value, { maximumFractionDigits: digits })
    formats.set(key, made)
  }
  return made.format(value)
}

/** Fen as people say them: 8.6 万元, below ten thousand 8,600 元. */
export function money(fen: number): string {
  const yuan = fen / 100
  if (language.value !== 'en' && Math.abs(yuan) >= 10_000) {
    const wan = yuan / 10_000
    return t('shared-wan', { amount: number(wan, Math.abs(wan) >= 1000 ? 0 : Math.abs(wan) >= 100 ? 1 : 2) })
  }
  return t('shared-yuan', { amount: number(yuan, Math.abs(yuan) >= 1000 ? 0 : 2) })
}

/** Thousandths of a percent as a percentage: 500 → 0.5 %. */
export function thousandthsOfPercent(value: number): string {
  return t('shared-percent', { amount: number(value / 1000, 3) })
}

/** Thousandths as a percentage: 925 → 92.5 %. */
export function permille(value: number): string {
  return t('shared-percent', { amount: number(value / 10, 1) })
}

/** Bytes in the unit that reads best. */
export function size(bytes: number): string {
  if (bytes < 1024) return t('shared-bytes', { amount: number(bytes) })
  if (bytes < 1024 * 1024) return t('shared-kibibytes', { amount: number(bytes / 1024, 1) })
  return t('shared-mebibytes', { amount: number(bytes / 1024 / 1024, 1) })
}

/** Slack as a sentence: 晚 11 天, 余 23 天. */
export function slack(days: number | null): string {
  if (days === null) return t('shared-slack-none')
  if (days < 0) return t('shared-slack-late', { days: -days })
  return t('shared-slack-left', { days })
}

/** The shape that says what the colour says. */
export const toneShape: Record<SlackTone, string> = { safe: '●', tight: '▲', late: '✕', surplus: '■' }
