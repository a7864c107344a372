import { computed, onScopeDispose, ref } from 'vue'
import type { BackendFailure } from '@/backend'

/** Counts down how long the next try must wait after wrong passphrases. */
export function useWait() {
  const until = ref(0)
  const now = ref(Date.now())
  const timer = window.setInterval(() => {
    now.value = Date.now()
  }, 250)
  onScopeDispose(() => window.clearInterval(timer))
  const seconds = computed(() => Math.max(0, Math.ceil((until.value - now.value) / 1000)))
  function set(wait: number) {
    now.value = Date.now()
    // A second passes while somebody reads; only more than that is shown.
    until.value = wait > 1 ? Date.now() + wait * 1000 : 0
  }
  function after(failure: BackendFailure | null) {
    if (failure?.code === 'STORE_PASSPHRASE') set(Number(failure.params.wait ?? 0))
  }
  return { seconds, set, after }
}
