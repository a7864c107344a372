import { expect, test } from 'vitest'
import type { ReasonEffect } from '@/backend'
import { decidingFirst } from './outcome'

test('what decides comes first, else the order of the rule stays', () => {
  const reasons: Array<{ code: string; effect: ReasonEffect }> = [
    { code: 'a', effect: 'for' },
    { code: 'b', effect: 'note' },
    { code: 'c', effect: 'missing' },
    { code: 'd', effect: 'for' },
    { code: 'e', effect: 'against' },
  ]
  expect(decidingFirst(reasons).map((one) => one.code)).toEqual(['e', 'c', 'a', 'd', 'b'])
  expect(reasons[0]?.code).toBe('a')
})
