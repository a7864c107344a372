import { computed, shallowRef, watch } from 'vue'
import { asFailure, call, type AppState, type BackendFailure, type Choices, type StatusBar, type TodayItem } from '@/backend'
import { changes } from './load'
import { speak } from './words'

/** Where the program stands; null until the host has answered. */
export const app = shallowRef<AppState | null>(null)
export const appFailure = shallowRef<BackendFailure | null>(null)
/** The state of the office, for the bar at the top. */
export const bar = shallowRef<StatusBar | null>(null)
export const today = shallowRef<TodayItem[]>([])
const choices = shallowRef<Choices | null>(null)

export const role = computed(() => bar.value?.role ?? 'county')

/** Asks the host where the program stands and shows the page in its language. */
export async function readApp(): Promise<void> {
  try {
    const state = await call('app_state')
    await speak(state.language)
    app.value = state
    if (state.store !== 'open') {
      bar.value = null
      today.value = []
    }
    appFailure.value = null
  } catch (thrown) {
    if (!app.value) await speak(navigator.language)
    appFailure.value = asFailure(thrown)
  }
}

export async function changeLanguage(code: string): Promise<void> {
  const state = await call('set_language', { language: code })
  await speak(state.language)
  choices.value = null
  app.value = state
}

export async function readBar(): Promise<void> {
  if (app.value?.store !== 'open') return
  try {
    const [status, list] = await Promise.all([call('status_bar'), call('today_list')])
    bar.value = status
    today.value = list
  } catch (thrown) {
    const failure = asFailure(thrown)
    // Locked from elsewhere: the page goes back to the passphrase.
    if (failure.code === 'STORE_LOCKED' || failure.code === 'STORE_ABSENT') await readApp()
    else appFailure.value = failure
  }
}

/** Codes and names for choices; asked for once. */
export async function readChoices(): Promise<Choices> {
  choices.value ??= await call('choices')
  return choices.value
}

watch(
  changes,
  async () => {
    await readApp()
    await readBar()
  },
  { flush: 'post' },
)
