import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const call = vi.hoisted(() => vi.fn(() => Promise.resolve(null)))
vi.mock('@/backend', () => ({ call }))

import { watchIdle } from './idle'

let stop = () => {}
beforeEach(() => {
  vi.useFakeTimers()
  call.mockClear()
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

function minutes(count: number) {
  vi.advanceTimersByTime(count * 60_000)
}

test('nobody there for the allowed minutes locks, and not before', () => {
  const lock = vi.fn()
  stop = watchIdle(() => 10, () => false, lock)
  minutes(9)
  expect(lock).not.toHaveBeenCalled()
  minutes(1.2)
  expect(lock).toHaveBeenCalled()
})

test('typing keeps it open and tells the program', () => {
  const lock = vi.fn()
  stop = watchIdle(() => 10, () => false, lock)
  for (let passed = 0; passed < 30; passed += 1) {
    minutes(1)
    window.dispatchEvent(new Event('keydown'))
  }
  expect(lock).not.toHaveBeenCalled()
  expect(call).toHaveBeenCalledWith('session_who')
  call.mockClear()
  minutes(9)
  expect(call.mock.calls.length).toBeLessThanOrEqual(1)
})

test('what runs is not cut off, and a locked store counts nothing', () => {
  const lock = vi.fn()
  let busy = true
  let allowed: number | null = 10
  stop = watchIdle(() => allowed, () => busy, lock)
  minutes(60)
  expect(lock).not.toHaveBeenCalled()
  busy = false
  allowed = null
  minutes(60)
  expect(lock).not.toHaveBeenCalled()
  allowed = 10
  minutes(9)
  expect(lock).not.toHaveBeenCalled()
})
