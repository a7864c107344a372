import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { announce, asFailure, BackendFailure, call, type Commands, type TaskId, type TaskStatus } from '@/backend'

const PAUSE = 200

/** How many long tasks the page follows now: what runs is not cut off by a lock. */
export const following = ref(0)

/** Follows a long task: its progress, its end, the wish to stop it. */
export function useTask(name: keyof Commands) {
  const status = shallowRef<TaskStatus | null>(null)
  const failure = shallowRef<BackendFailure | null>(null)
  const starting = ref(false)
  const running = computed(() => starting.value || status.value?.state === 'running')
  const gone = ref(false)
  onScopeDispose(() => {
    gone.value = true
  })

  /** Starts the task and waits for its end; null when it failed or was stopped. */
  async function run(start: () => Promise<TaskId>): Promise<TaskStatus | null> {
    if (running.value) return null
    starting.value = true
    following.value += 1
    failure.value = null
    status.value = null
    try {
      const { task } = await start()
      starting.value = false
      while (!gone.value) {
        const now = await call('task_status', { task })
        status.value = now
        if (now.state !== 'running') {
          if (now.failure) failure.value = new BackendFailure(now.failure)
          announce(name)
          return now.state === 'done' ? now : null
        }
        await new Promise((resolve) => window.setTimeout(resolve, PAUSE))
      }
    } catch (thrown) {
      failure.value = asFailure(thrown)
      status.value = null
    } finally {
      starting.value = false
      following.value -= 1
    }
    return null
  }

  async function cancel(): Promise<void> {
    const task = status.value?.task
    if (!task) return
    try {
      await call('task_cancel', { task })
    } catch (thrown) {
      failure.value = asFailure(thrown)
    }
  }

  return { status, failure, running, run, cancel }
}
