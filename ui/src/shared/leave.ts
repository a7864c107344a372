import { ask } from './ask'
import { t } from './words'

/** Closes a form that keeps no draft: asked first, where something is typed. */
export function useLeave(typed: () => boolean, close: () => void): () => Promise<void> {
  return async () => {
    if (typed()) {
      const answer = await ask(t('screens-leave-title'), t('screens-leave-text'), [
        { value: 'stay', label: t('screens-leave-stay'), kind: 'primary' },
        { value: 'leave', label: t('screens-leave-anyway'), kind: 'danger' },
      ])
      if (answer !== 'leave') return
    }
    close()
  }
}
