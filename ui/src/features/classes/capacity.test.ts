import { describe, expect, it } from 'vitest'
import { fenOf, yuanOf } from './capacity'

describe('amounts that are typed', () => {
  it('are read to the fen and written back the same', () => {
    for (const [text, fen] of [['30000', 3_000_000], ['0.5', 50], ['12.34', 1234], ['1,200', 120_000]] as const) {
      expect(fenOf(text), text).toBe(fen)
      expect(fenOf(yuanOf(fen))).toBe(fen)
    }
  })
  it('that are no amounts are refused', () => {
    for (const text of ['', 'x', '1.234', '-5', '1e3']) expect(fenOf(text), text).toBeNull()
  })
})
