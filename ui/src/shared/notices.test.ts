import { expect, it, vi } from 'vitest'
import { notices, tell, tellFailure } from './notices'

it('a few messages stand at once, and a failure is never pushed away', () => {
  vi.useFakeTimers()
  tellFailure(new Error('x'))
  for (const text of ['1', '2', '3', '4', '5']) tell(text)
  expect(notices.filter((one) => one.failure)).toHaveLength(1)
  expect(notices.filter((one) => !one.failure).map((one) => one.text)).toEqual(['3', '4', '5'])
  vi.runAllTimers()
  expect(notices.map((one) => one.failure !== null)).toEqual([true])
  vi.useRealTimers()
})
