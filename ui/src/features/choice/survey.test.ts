import { describe, expect, it } from 'vitest'
import type { Villager } from '@/backend'
import { keeps, lineOf, sent } from './survey'

const stored: Villager = {
  person: '1',
  name: '甲',
  id_masked: '',
  wishes: ['OCC-HARV', 'OCC-TRAC'],
  when: '冬天',
  place: '县城',
  willing: 'yes',
  asked_on: null,
}

describe('a line of the survey', () => {
  it('begins with what is stored and sends it back', () => {
    const line = lineOf(stored)
    expect(sent(line, stored)).toEqual({ wishes: ['OCC-HARV', 'OCC-TRAC'], when: '冬天', place: '县城', willing: 'yes', cleared: [] })
  })
  it('a blank is kept until it is cleared on purpose', () => {
    const line = lineOf(stored)
    line.when = ' '
    line.willing = ''
    expect(keeps(line, stored, 'when')).toBe(true)
    expect(keeps(line, stored, 'place')).toBe(false)
    expect(sent(line, stored)).toMatchObject({ when: '', willing: '', cleared: [] })
    line.cleared = ['when']
    expect(sent(line, stored).cleared).toEqual(['when'])
  })
  it('what is filled in again, or was never stored, is not cleared', () => {
    const line = lineOf(stored)
    line.cleared = ['when', 'wishes']
    line.wishes = ['', '', '']
    expect(sent(line, stored).cleared).toEqual(['wishes'])
    expect(sent({ ...line, when: '' }, { ...stored, when: '' }).cleared).toEqual(['wishes'])
  })
  it('one occupation fewer is an answer of its own', () => {
    const line = lineOf(stored)
    line.wishes = ['', 'OCC-TRAC', '']
    expect(keeps(line, stored, 'wishes')).toBe(false)
    expect(sent(line, stored).wishes).toEqual(['OCC-TRAC'])
  })
})
