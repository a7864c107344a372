import { expect, it, vi } from 'vitest'
import { question } from './ask'
import { useLeave } from './leave'

it('a form in which nothing was typed closes at once', async () => {
  const close = vi.fn()
  await useLeave(() => false, close)()
  expect(question.value).toBeNull()
  expect(close).toHaveBeenCalledOnce()
})

it('what was typed is lost only when the person says so; Esc stays', async () => {
  const close = vi.fn()
  const leave = useLeave(() => true, close)
  const first = leave()
  // The first answer is what Esc means.
  question.value?.resolve(question.value.answers[0]?.value ?? '')
  await first
  expect(close).not.toHaveBeenCalled()
  const second = leave()
  question.value?.resolve('leave')
  await second
  expect(close).toHaveBeenCalledOnce()
})
