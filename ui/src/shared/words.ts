import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle'
import { computed, ref, shallowRef } from 'vue'

/** The languages the page can be shown in; Uyghur is prepared, and what it lacks is said in Chinese. */
export const LANGUAGES = ['zh-CN', 'en', 'ug'] as const
export type LanguageCode = (typeof LANGUAGES)[number]

/** The language every word and date is shown in. */
export const language = ref<LanguageCode>('zh-CN')

const FIRST: LanguageCode = 'zh-CN'
/** Languages whose texts nobody who reads them has checked. */
const UNREVIEWED: readonly LanguageCode[] = ['ug']
const RIGHT_TO_LEFT: readonly LanguageCode[] = ['ug']

/** Whether nobody who reads `code` has checked its texts. */
export function unreviewed(code: LanguageCode): boolean {
  return UNREVIEWED.includes(code)
}

/** What dates and numbers are formatted by: browsers know no Uyghur, and its digits are the same. */
export const locale = computed(() => (language.value === 'ug' ? FIRST : language.value))

/** What is missing in the page's language is taken from the second, message by message. */
const bundles = shallowRef<FluentBundle[]>([])

const texts: Record<LanguageCode, () => Promise<{ default: string[] }>> = {
  'zh-CN': () => import('./words/zh-CN'),
  en: () => import('./words/en'),
  ug: () => import('./words/ug'),
}

function known(code: string): LanguageCode {
  return LANGUAGES.find((one) => one === code) ?? LANGUAGES.find((one) => code.startsWith(one.slice(0, 2))) ?? 'zh-CN'
}

async function bundleOf(code: LanguageCode): Promise<FluentBundle> {
  // No isolation marks where one reads from left to right: names, ID numbers
  // and file names are copied out of sentences. The other way round a Latin or
  // Chinese name, a number or a day would break the sentence without them.
  const made = new FluentBundle([code, FIRST], { useIsolating: RIGHT_TO_LEFT.includes(code) })
  for (const source of (await texts[code]()).default) made.addResource(new FluentResource(source))
  return made
}

/** Whether days are written in digits alone, 2027-09-03: browsers know no Uyghur months. */
export function numericDays(): boolean {
  return language.value === 'ug'
}

/** A text of another direction than the page's, as a piece of its own. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`
}

/** Loads the texts of `code` and shows the page in it. */
export async function speak(code: string): Promise<void> {
  const wanted = known(code)
  if (bundles.value.length > 0 && wanted === language.value) return
  const chain = wanted === 'ug' ? [wanted, FIRST] : [wanted]
  bundles.value = await Promise.all(chain.map(bundleOf))
  language.value = wanted
  document.documentElement.lang = wanted
  document.documentElement.dir = RIGHT_TO_LEFT.includes(wanted) ? 'rtl' : 'ltr'
  document.title = t('shell-name')
}

/** The text of `key` in the page's language, filled with `values`. */
export function t(key: string, values?: Record<string, FluentVariable>): string {
  for (const bundle of bundles.value) {
    const pattern = bundle.getMessage(key)?.value
    if (!pattern) continue
    const faults: Error[] = []
    const text = bundle.formatPattern(pattern, values, faults)
    return bundle === bundles.value[0] ? text : isolated(text)
  }
  return key
}

/** Whether there is a text for `key`, in the page's language or in the one that stands in for it. */
export function has(key: string): boolean {
  return bundles.value.some((bundle) => Boolean(bundle.getMessage(key)?.value))
}

/** The text of `prefix` + `code`, or `code` itself where there is none. */
export function named(prefix: string, code: string): string {
  const key = `${prefix}${code.toLowerCase().replaceAll('_', '-')}`
  return has(key) ? t(key) : code
}

/** A text that is a day `YYYY-MM-DD` as people write it: 2026年9月3日; any other as it is. */
function writtenDay(text: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(day)) return text
  if (numericDays()) return text
  const month = language.value === 'en' ? 'short' : 'long'
  return new Intl.DateTimeFormat(locale.value, { timeZone: 'UTC', year: 'numeric', month, day: 'numeric' }).format(day)
}

/**
 * Values that came as text: whole numbers become numbers so that plural forms
 * work; what carries meaning in its digits stays text.
 */
export function sentence(code: string, params: Record<string, string>): string {
  const values: Record<string, FluentVariable> = {}
  for (const [name, text] of Object.entries(params)) {
    values[name] = /^-?(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : writtenDay(text)
  }
  return t(code, values)
}
