import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle'
import { ref, shallowRef } from 'vue'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type LanguageCode = (typeof LANGUAGES)[number]

/** The language every word and date is shown in. */
export const language = ref<LanguageCode>('zh-CN')

const bundle = shallowRef<FluentBundle | null>(null)

const texts: Record<LanguageCode, () => Promise<{ default: string[] }>> = {
  'zh-CN': () => import('./words/zh-CN'),
  en: () => import('./words/en'),
}

function known(code: string): LanguageCode {
  return LANGUAGES.find((one) => one === code) ?? LANGUAGES.find((one) => code.startsWith(one.slice(0, 2))) ?? 'zh-CN'
}

/** Loads the texts of `code` and shows the page in it. */
export async function speak(code: string): Promise<void> {
  const wanted = known(code)
  if (bundle.value && wanted === language.value) return
  const sources = (await texts[wanted]()).default
  // No isolation marks: names, ID numbers and file names are copied out of sentences.
  const made = new FluentBundle(wanted, { useIsolating: false })
  for (const source of sources) made.addResource(new FluentResource(source))
  bundle.value = made
  language.value = wanted
  document.documentElement.lang = wanted
  document.title = t('shell-name')
}

/** The text of `key` in the page's language, filled with `values`. */
export function t(key: string, values?: Record<string, FluentVariable>): string {
  const message = bundle.value?.getMessage(key)
  if (!bundle.value || !message?.value) return key
  const faults: Error[] = []
  return bundle.value.formatPattern(message.value, values, faults)
}

/** Whether the page's language has a text for `key`. */
export function has(key: string): boolean {
  return bundle.value?.getMessage(key)?.value !== undefined && bundle.value?.getMessage(key)?.value !== null
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
  const month = language.value === 'en' ? 'short' : 'long'
  return new Intl.DateTimeFormat(language.value, { timeZone: 'UTC', year: 'numeric', month, day: 'numeric' }).format(day)
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
