import { ref, shallowRef } from 'vue'
import { asFailure, call, type BackendFailure, type ClassMoved } from '@/backend'

/** Trying another start for a class: every answer is the program's own, nothing is saved until it is taken. */
export function useMove() {
  const trial = shallowRef<{ id: string; start: string } | null>(null)
  const answer = shallowRef<ClassMoved | null>(null)
  const failure = shallowRef<BackendFailure | null>(null)
  const saving = ref(false)
  let asking = false

  /** One question at a time; while it is under way only the newest start waits. */
  async function ask() {
    if (asking) return
    asking = true
    while (trial.value) {
      const asked = trial.value
      try {
        const moved = await call('class_move', { id: asked.id, start: asked.start, dry_run: true })
        if (trial.value === asked) {
          answer.value = moved
          failure.value = null
        }
      } catch (thrown) {
        if (trial.value === asked) {
          answer.value = null
          failure.value = asFailure(thrown)
        }
      }
      if (trial.value === asked) break
    }
    asking = false
  }

  function attempt(id: string, start: string) {
    if (trial.value?.id === id && trial.value.start === start) return
    if (trial.value?.id !== id) answer.value = null
    trial.value = { id, start }
    void ask()
  }

  function cancel() {
    trial.value = null
    answer.value = null
    failure.value = null
  }

  /** Saves the start being tried; true when it was taken. */
  async function confirm(): Promise<boolean> {
    const wanted = trial.value
    if (!wanted || saving.value) return false
    saving.value = true
    try {
      await call('class_move', { ...wanted, dry_run: false })
      cancel()
      return true
    } catch (thrown) {
      failure.value = asFailure(thrown)
      return false
    } finally {
      saving.value = false
    }
  }

  return { trial, answer, failure, saving, attempt, cancel, confirm }
}
