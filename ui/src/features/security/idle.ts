import { call } from '@/backend'

/** How often it is looked at whether somebody is still there. */
const LOOK = 5_000
/** While somebody types or points, the program is told at least this often. */
const TELL = 60_000

/**
 * Locks when nobody touched the page for as long as the laptop allows; `busy`
 * says that something runs that must not be cut off. The program locks by
 * itself too: this makes it visible at once.
 */
export function watchIdle(minutes: () => number | null, busy: () => boolean, lock: () => void): () => void {
  let touched = Date.now()
  let told = Date.now()
  const touch = () => {
    touched = Date.now()
  }
  const events = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'compositionupdate'] as const
  for (const one of events) window.addEventListener(one, touch, { passive: true, capture: true })
  const timer = window.setInterval(() => {
    const allowed = minutes()
    const now = Date.now()
    if (allowed === null) {
      touched = now
      return
    }
    if (busy()) touched = now
    if (now - touched >= allowed * 60_000) lock()
    else if (touched > told && now - told >= TELL) {
      told = now
      // Long typing asks nothing of the program; it must not take that for absence.
      call('session_who').catch(() => {})
    }
  }, LOOK)
  return () => {
    window.clearInterval(timer)
    for (const one of events) window.removeEventListener(one, touch, { capture: true })
  }
}
