import { expect, test } from 'vitest'
import { grouped } from './shape'

const field = (key: string, value: string) => ({ key, value, masked: false, conflicted: false })

test('every field of a record stands in one group', () => {
  const keys = ['name', 'county', 'language_kk', 'category_written', 'remarks', 'of_a_later_version']
  const shown = grouped(keys.map((key) => field(key, 'x'))).flatMap((group) => group.filled.map((one) => one.key))
  expect([...shown].sort()).toEqual([...keys].sort())
})
test('what nobody has said is named, what is said is not', () => {
  const identity = grouped([field('name', 'x'), field('phone', '')])[0]
  expect(identity?.missing).toContain('phone')
  expect(identity?.missing).not.toContain('name')
})
