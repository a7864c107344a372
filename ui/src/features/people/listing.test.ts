import { beforeEach, expect, test } from 'vitest'
import { filters, listing, neighbour, noFilter } from './listing'

beforeEach(() => Object.assign(listing, { query: '', at: 1, total: 3, id: 'b' }))

test('the neighbours of a person are those of the list', () => {
  expect(neighbour('b', 1)).toBe(2)
  expect(neighbour('b', -1)).toBe(0)
})
test('a list ends', () => {
  Object.assign(listing, { at: 2 })
  expect(neighbour('b', 1)).toBeNull()
  Object.assign(listing, { at: 0 })
  expect(neighbour('b', -1)).toBeNull()
})
test('a person who was reached otherwise has no neighbours', () => {
  expect(neighbour('x', 1)).toBeNull()
})
test('a filter that chooses nobody out is none', () => {
  expect(filters(noFilter)).toBe(false)
  expect(filters({ ...noFilter, category: '' })).toBe(true)
  expect(filters({ ...noFilter, phone: false })).toBe(true)
})
