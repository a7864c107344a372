import { expect, test } from 'vitest'
import { typedValue } from './fields'

test('an income is typed in yuan as it was', () => {
  expect(typedValue('income_per_head', '620000')).toBe('6200')
  expect(typedValue('income_per_head', '599999')).toBe('5999.99')
  expect(typedValue('income_per_head', '5')).toBe('0.05')
  expect(typedValue('income_per_head', '-120050')).toBe('-1200.50')
  expect(typedValue('income_year', '2025')).toBe('2025')
})
