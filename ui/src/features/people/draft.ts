import { reactive } from 'vue'
import { call } from '@/backend'
import { keepDraft, type DraftKeeper, type Parts } from '@/shared/drafts'

/**
 * What is half typed about one person. It is kept in the encrypted store at
 * every pause, so that it outlives a lock, a crash and the lid; never in the
 * browser's own storage.
 */
export interface PersonDraft {
  /** The person being changed; null for somebody new. */
  id: string | null
  fields: Record<string, string>
  dirty: boolean
}

/** The name of a draft; that of somebody new is `person/new`. */
export function draftKey(id: string | null): string {
  return `person/${id ?? 'new'}`
}

export interface OpenDraft {
  draft: PersonDraft
  keeper: DraftKeeper
  /** Reads what was left half typed, over what the record says. */
  restore: () => Promise<void>
}

export function beginDraft(id: string | null, fields: Record<string, string>): OpenDraft {
  const draft = reactive<PersonDraft>({ id, fields: { ...fields }, dirty: false })
  let held = ''
  const keeper = keepDraft(draftKey(id), (): Parts => {
    // Only what differs from the record: the rest may change meanwhile.
    const typed = Object.fromEntries(Object.entries(draft.fields).filter(([key, value]) => value !== (fields[key] ?? '')))
    const form = draft.dirty ? JSON.stringify(typed) : ''
    if (form === held) return {}
    held = form
    return { form: form === '' ? null : form }
  })
  return {
    draft,
    keeper,
    async restore() {
      const kept = (await call('draft_get', { key: draftKey(id) }))?.parts.form
      // Whoever typed already is not written over.
      if (!kept || draft.dirty) return
      Object.assign(draft.fields, JSON.parse(kept) as Record<string, string>)
      draft.dirty = true
      held = kept
    },
  }
}
