import { expect, it } from 'vitest'
import { partOf, partsOf } from './parts'

const all = () => true

it('a link opens its part, and only one the office has', () => {
  expect(partOf('capacity', 'county', all)).toBe('capacity')
  expect(partOf('capacity', 'province', all)).toBe('store')
  expect(partOf(undefined, 'county', all)).toBe('store')
  expect(partsOf('port', all)).not.toContain('retention')
  expect(partsOf('province', all)).toContain('retention')
  expect(partsOf('county', (command) => command !== 'retention_list')).not.toContain('retention')
})
