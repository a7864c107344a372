import { reactive, ref } from 'vue'

/**
 * What is half typed lives in memory only: names and numbers are never
 * written to the browser's storage.
 */
export interface PersonDraft {
  /** The person being changed; null for somebody new. */
  id: string | null
  fields: Record<string, string>
  dirty: boolean
}

/** Drafts by person; the key of somebody new is `new`. */
const drafts = reactive(new Map<string, PersonDraft>())
/** The form that is open: a person's id, `new`, or null. */
export const editing = ref<string | null>(null)

export function draftOf(id: string | null): PersonDraft | undefined {
  return drafts.get(id ?? 'new')
}

export function beginDraft(id: string | null, fields: Record<string, string>): PersonDraft {
  const key = id ?? 'new'
  const known = drafts.get(key)
  if (known) return known
  drafts.set(key, { id, fields: { ...fields }, dirty: false })
  return drafts.get(key) as PersonDraft
}

export function dropDraft(id: string | null): void {
  drafts.delete(id ?? 'new')
}

export function dropAllDrafts(): void {
  drafts.clear()
  editing.value = null
}

/** Whether something typed is not saved yet. */
export function anyDirty(): boolean {
  for (const draft of drafts.values()) if (draft.dirty) return true
  return false
}

/** Drafts of users who are away; nobody else is shown them. */
const away = new Map<string, { drafts: Array<[string, PersonDraft]>; editing: string | null }>()

/** Puts away what `from` typed and brings back what `to` left. */
export function changeHands(from: string | undefined, to: string | undefined): void {
  if (from) away.set(from, { drafts: [...drafts.entries()], editing: editing.value })
  dropAllDrafts()
  const left = to ? away.get(to) : undefined
  if (!to || !left) return
  away.delete(to)
  for (const [key, draft] of left.drafts) drafts.set(key, draft)
  editing.value = left.editing
}

window.addEventListener('beforeunload', (event) => {
  if (anyDirty()) event.preventDefault()
})
