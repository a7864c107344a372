import { describe, expect, it } from 'vitest'
import { block, isBlock, leaves, step } from './motion'
import { assign, type Slot } from './slots'

function keyOf(slots: Slot[], index: number): number | undefined {
  return slots.find((slot) => slot.index === index)?.key
}

describe('elements of rows', () => {
  it('the row with the focus keeps its element wherever one scrolls', () => {
    let slots: Slot[] = assign([], 0, 30, 5)
    const own = slots.find((slot) => slot.index === 5)?.key
    for (const first of [3, 10, 500, 9_900, 40, 0]) {
      slots = assign(slots, first, first + 30, 5)
      expect(slots.find((slot) => slot.index === 5)?.key).toBe(own)
      const shown = slots.map((slot) => slot.index)
      expect(new Set(shown).size).toBe(shown.length)
      for (let index = first; index < first + 30; index += 1) expect(shown).toContain(index)
      expect(slots.length).toBeLessThanOrEqual(31)
    }
  })
  it('rows that stay in sight keep theirs, the others are used again', () => {
    const before = assign([], 0, 20, -1)
    const after = assign(before, 3, 23, -1)
    for (let index = 3; index < 20; index += 1) expect(keyOf(after, index)).toBe(keyOf(before, index))
    expect(after.map((slot) => slot.key)).toEqual(before.map((slot) => slot.key))
  })
})

describe('moving', () => {
  it('Enter goes to the next cell, then to the next row, and back', () => {
    expect(step({ row: 0, column: 0 }, 3, 'right', false)).toEqual({ row: 0, column: 1 })
    expect(step({ row: 0, column: 2 }, 3, 'right', false)).toEqual({ row: 1, column: 0 })
    expect(step({ row: 1, column: 0 }, 3, 'right', true)).toEqual({ row: 0, column: 2 })
    expect(step({ row: 0, column: 0 }, 3, 'right', true)).toEqual({ row: 0, column: 0 })
    expect(step({ row: 4, column: 1 }, 3, 'down', false)).toEqual({ row: 5, column: 1 })
    expect(step({ row: 0, column: 1 }, 3, 'down', true)).toEqual({ row: 0, column: 1 })
  })
  it('arrows leave a text at its edges only', () => {
    expect(leaves(2, 2, 4, true)).toBe(false)
    expect(leaves(4, 4, 4, true)).toBe(true)
    expect(leaves(4, 4, 4, false)).toBe(false)
    expect(leaves(0, 0, 4, false)).toBe(true)
    expect(leaves(0, 4, 4, true)).toBe(true)
    expect(leaves(1, 3, 4, true)).toBe(false)
    expect(leaves(0, 0, 0, true)).toBe(true)
  })
})

describe('blocks', () => {
  it('are copied as table programs read them', () => {
    expect(block([['a', 'b\nc'], ['', 'say "x"']])).toBe('a\t"b\nc"\r\n\t"say ""x"""')
  })
  it('a single text with its line end is no block', () => {
    expect(isBlock('text')).toBe(false)
    expect(isBlock('text\r\n')).toBe(false)
    expect(isBlock('a\tb')).toBe(true)
    expect(isBlock('a\nb')).toBe(true)
  })
})
