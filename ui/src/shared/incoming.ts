import { shallowRef } from 'vue'
import type { FilePurpose, FileToken } from '@/backend'

/** A file that waits for the screen of its purpose to open it. */
export const incoming = shallowRef<{ purpose: FilePurpose; file: FileToken } | null>(null)

/** Takes the waiting file if it is for `purpose`. */
export function takeIncoming(purpose: FilePurpose): FileToken | null {
  const waiting = incoming.value
  if (waiting?.purpose !== purpose) return null
  incoming.value = null
  return waiting.file
}

/** What a dropped file is for: by its name where that is plain, else by the screen it fell on. */
export function purposeOf(name: string, path: string): FilePurpose | null {
  const lower = name.toLowerCase()
  if (lower.endsWith('.tongfu')) return 'package'
  if (lower.endsWith('.tongfu-request')) return 'request'
  if (lower.endsWith('.tongfu-grant')) return 'grant'
  if (lower.endsWith('.tongfu-backup')) return 'backup'
  if (lower.endsWith('.json')) return 'capacity'
  if (path.startsWith('/people')) return 'roster'
  if (path.startsWith('/demand')) return 'bulletin'
  return null
}
