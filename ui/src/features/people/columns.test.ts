import { expect, test } from 'vitest'
import { columns, templateOf, toggleColumn } from './columns'

test('a column that is put away takes no room, the name cannot be', () => {
  const before = templateOf(columns.value)
  toggleColumn('phone')
  expect(columns.value.find((one) => one.name === 'phone')?.shown).toBe(false)
  expect(templateOf(columns.value).length).toBeLessThan(before.length)
  toggleColumn('name')
  expect(columns.value[0]?.shown).toBe(true)
  toggleColumn('phone')
  expect(templateOf(columns.value)).toBe(before)
})
