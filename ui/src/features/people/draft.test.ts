import { expect, test } from 'vitest'
import { anyDirty, beginDraft, changeHands, draftOf, dropAllDrafts } from './draft'

test('what one user typed is shown to nobody else and comes back to its owner', () => {
  dropAllDrafts()
  const draft = beginDraft(null, {})
  draft.fields.name = 'x'
  draft.dirty = true
  changeHands('a', 'b')
  expect(draftOf(null)).toBeUndefined()
  expect(anyDirty()).toBe(false)
  beginDraft(null, { name: 'y' }).dirty = true
  changeHands('b', 'a')
  expect(draftOf(null)?.fields.name).toBe('x')
  changeHands('a', 'b')
  expect(draftOf(null)?.fields.name).toBe('y')
  changeHands('b', 'c')
  expect(draftOf(null)).toBeUndefined()
})
