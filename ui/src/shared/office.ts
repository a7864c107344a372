import { computed, shallowRef, watch } from 'vue'
import { asFailure, call, onLocked, type AppState, type BackendFailure, type Choices, type Commands, type SessionWho, type StatusBar, type TodayItem } from '@/backend'
import { changes } from './load'
import { speak } from './words'

/** Where the program stands; null until the host has answered. */
export const app = shallowRef<AppState | null>(null)
export const appFailure = shallowRef<BackendFailure | null>(null)
/** The state of the office, for the bar at the top. */
export const bar = shallowRef<StatusBar | null>(null)
/** Who works, or worked when the store was locked. */
export const who = shallowRef<SessionWho | null>(null)
export const today = shallowRef<TodayItem[]>([])
const choices = shallowRef<Choices | null>(null)

export const role = computed(() => bar.value?.role ?? 'county')

/** Whether the one who works may use a command; the program decides, the page only hides. */
export function may(command: keyof Commands): boolean {
  return who.value !== null && !who.value.may_not.includes(command)
}

/** Asks the host where the program stands and shows the page in its language. */
export async function readApp(): Promise<void> {
  try {
    const state = await call('app_state')
    await speak(state.language)
    // Known before anything is shown: nobody sees what another one typed.
    if (state.store === 'open') who.value = await call('session_who')
    else if (state.store === 'absent') who.value = null
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

// Locked by the program itself: the page goes back to the passphrase.
onLocked(() => {
  if (app.value?.store === 'open') void readApp()
})

watch(
  changes,
  async () => {
    await readApp()
    await readBar()
  },
  { flush: 'post' },
)
