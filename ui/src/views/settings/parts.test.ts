import { expect, it } from 'vitest'
import { partOf, partsOf } from './parts'

it('a link opens its part, and only one the office has', () => {
  expect(partOf('capacity', 'county')).toBe('capacity')
  expect(partOf('capacity', 'province')).toBe('store')
  expect(partOf(undefined, 'county')).toBe('store')
  expect(partsOf('port')).not.toContain('retention')
  expect(partsOf('province')).toContain('retention')
})
