import { ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from 'vue'
import { asFailure, onChange, type BackendFailure } from '@/backend'

/** Grows with each change of the store; what a screen shows is read again then. */
export const changes = ref(0)
onChange(() => {
  changes.value += 1
})

export interface Loaded<T> {
  data: ShallowRef<T | null>
  failure: ShallowRef<BackendFailure | null>
  loading: Ref<boolean>
  reload: () => Promise<void>
}

/**
 * What `load` answers, read again when a source or the store changes. An
 * answer that was overtaken by a later question is dropped.
 */
export function useLoad<T>(load: () => Promise<T>, sources: WatchSource[] = []): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const failure = shallowRef<BackendFailure | null>(null)
  const loading = ref(false)
  let turn = 0
  async function reload() {
    const mine = ++turn
    loading.value = true
    try {
      const answer = await load()
      if (mine !== turn) return
      data.value = answer
      failure.value = null
    } catch (thrown) {
      const met = asFailure(thrown)
      // Locked meanwhile: what is shown waits, unseen, and is read again afterwards.
      if (mine === turn && met.code !== 'STORE_LOCKED') failure.value = met
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  watch([changes, ...sources], reload, { immediate: true })
  return { data, failure, loading, reload }
}

export interface Action<A extends unknown[], R> {
  busy: Ref<boolean>
  failure: ShallowRef<BackendFailure | null>
  /** Runs it; undefined when it failed or was running already. */
  run: (...given: A) => Promise<R | undefined>
}

/** Something a button does: busy while it runs, its failure kept for the screen. */
export function useAction<A extends unknown[], R>(act: (...given: A) => Promise<R>): Action<A, R> {
  const busy = ref(false)
  const failure = shallowRef<BackendFailure | null>(null)
  async function run(...given: A): Promise<R | undefined> {
    if (busy.value) return undefined
    busy.value = true
    failure.value = null
    try {
      return await act(...given)
    } catch (thrown) {
      failure.value = asFailure(thrown)
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { busy, failure, run }
}
