import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asFailure, call, type BackendFailure } from '@/backend'

/** The pause after which half-typed work is kept, in milliseconds. */
const PAUSE = 500

export type Parts = Record<string, string | null>

export interface DraftKeeper {
  /** Whether everything typed lies in the store. */
  state: Ref<'kept' | 'waiting' | 'failed'>
  failure: ShallowRef<BackendFailure | null>
  /** Something was typed: it is kept after a pause. */
  touch: () => void
  /** Keeps everything now. */
  flush: () => Promise<void>
  /** Forgets the draft: its work is saved or given up. */
  drop: () => Promise<void>
  /** Keeps everything and listens no more. */
  close: () => Promise<void>
  /** Keeps nothing any more: somebody else works now. */
  abandon: () => void
}

const open = new Set<DraftKeeper>()

/**
 * Keeps what is half typed in the encrypted store at every pause; never in the
 * browser's own storage. `changed` hands out the parts that differ from what
 * it handed out before.
 */
export function keepDraft(key: string, changed: () => Parts): DraftKeeper {
  const state = ref<'kept' | 'waiting' | 'failed'>('kept')
  const failure = shallowRef<BackendFailure | null>(null)
  let timer = 0
  /** What could not be kept yet. */
  let pending: Parts = {}
  let last: Promise<void> = Promise.resolve()
  let abandoned = false

  async function put(): Promise<void> {
    if (abandoned) return
    const parts = { ...pending, ...changed() }
    pending = {}
    if (Object.keys(parts).length === 0) {
      if (state.value === 'waiting') state.value = 'kept'
      return
    }
    try {
      await call('draft_put', { key, parts })
      failure.value = null
      if (timer === 0) state.value = 'kept'
    } catch (thrown) {
      pending = { ...parts, ...pending }
      failure.value = asFailure(thrown)
      state.value = 'failed'
    }
  }
  function stop() {
    window.clearTimeout(timer)
    timer = 0
  }
  /** One after the other: a later text never comes before an earlier one. */
  function flush(): Promise<void> {
    stop()
    last = last.then(put)
    return last
  }
  const keeper: DraftKeeper = {
    state,
    failure,
    touch() {
      state.value = 'waiting'
      window.clearTimeout(timer)
      timer = window.setTimeout(() => void flush(), PAUSE)
    },
    flush,
    async drop() {
      stop()
      pending = {}
      await last
      changed()
      await call('draft_drop', { key })
      state.value = 'kept'
    },
    async close() {
      open.delete(keeper)
      await flush()
    },
    abandon() {
      abandoned = true
      open.delete(keeper)
      stop()
    },
  }
  open.add(keeper)
  return keeper
}

/** Keeps everything that is half typed; false when something could not be kept. */
export async function flushDrafts(): Promise<boolean> {
  const keepers = [...open]
  await Promise.all(keepers.map((keeper) => keeper.flush()))
  return keepers.every((keeper) => keeper.state.value !== 'failed')
}

/** Nothing that one user typed is ever kept under another one's name. */
export function abandonDrafts(): void {
  for (const keeper of open) keeper.abandon()
}

/** Whether something typed does not lie in the store yet. */
export function anyWaiting(): boolean {
  return [...open].some((keeper) => keeper.state.value !== 'kept')
}

window.addEventListener('pagehide', () => void flushDrafts())
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') void flushDrafts()
})
window.addEventListener('blur', () => void flushDrafts())
window.addEventListener('beforeunload', (event) => {
  if (!anyWaiting()) return
  void flushDrafts()
  event.preventDefault()
})
