import { beforeEach, describe, expect, it } from 'vitest'
import { KeptSheet, typedCells } from './kept'
import { problemsOf, Sheet, tonesOf, type Row } from './sheet'

function texts(sheet: Sheet, key = 'name'): string[] {
  return sheet.rows.value.slice(0, sheet.used()).map((row) => row.cells[key] ?? '')
}
function at(sheet: Sheet, index: number): Row {
  const row = sheet.at(index)
  if (!row) throw new Error(`no row ${index}`)
  return row
}
function plain(sheet: Sheet): unknown[] {
  return sheet.rows.value.slice(0, sheet.used()).map((row) => [row.cells, Object.keys(row.filled)])
}
/** Numbers that look like chance and are the same each time. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

describe('the sheet', () => {
  let heard: Array<[changed: number[], gone: number[]]>
  let sheet: Sheet
  beforeEach(() => {
    heard = []
    sheet = new Sheet((changed, gone) => heard.push([changed.map((row) => row.id), gone.map((row) => row.id)]))
  })

  it('always has empty rows behind the last', () => {
    sheet.put(0, Array.from({ length: 40 }, (_, n) => ({ name: `n${n}` })))
    expect(sheet.used()).toBe(40)
    expect(sheet.rows.value.length).toBeGreaterThan(40)
  })

  it('takes typing back cell by cell, not key by key', () => {
    const row = at(sheet, 0)
    for (const text of ['s', 'sh', 'shen']) sheet.type(row, 'name', text)
    sheet.seal()
    sheet.type(row, 'phone', '138')
    expect(sheet.undo()).toEqual({ row, key: 'phone' })
    expect(row.cells).toEqual({ name: 'shen' })
    sheet.undo()
    expect(row.cells).toEqual({})
    expect(sheet.canUndo.value).toBe(false)
    sheet.redo()
    sheet.redo()
    expect(row.cells).toEqual({ name: 'shen', phone: '138' })
  })

  it('after an undo, new typing makes what was taken back unreachable', () => {
    const row = at(sheet, 0)
    sheet.type(row, 'name', 'a')
    sheet.seal()
    sheet.type(row, 'phone', '1')
    sheet.undo()
    sheet.type(row, 'sex', '2')
    expect(sheet.canRedo.value).toBe(false)
    expect(sheet.redo()).toBe(null)
    expect(row.cells).toEqual({ name: 'a', sex: '2' })
  })

  it('fills only what nobody typed, and takes it away when it follows no more', () => {
    const row = at(sheet, 0)
    sheet.type(row, 'sex', 'typed')
    expect(sheet.fill(row, { sex: 'M', birth_date: '1990-03-07' })).toBe(true)
    expect(row.cells).toEqual({ sex: 'typed', birth_date: '1990-03-07' })
    expect(typedCells(row)).toEqual({ sex: 'typed' })
    sheet.fill(row, { birth_date: '1991-01-01' })
    expect(row.cells.birth_date).toBe('1991-01-01')
    sheet.fill(row, {})
    expect(row.cells).toEqual({ sex: 'typed' })
    sheet.fill(row, { birth_date: '1990-03-07' })
    sheet.type(row, 'birth_date', '1990-03-08')
    sheet.fill(row, {})
    expect(row.cells.birth_date).toBe('1990-03-08')
  })

  it('rows that go and come back are heard of', () => {
    sheet.put(0, [{ name: 'a' }, { name: 'b' }, { name: 'c' }])
    const gone = at(sheet, 1).id
    heard.length = 0
    sheet.remove(1, 1)
    expect(heard).toEqual([[[], [gone]]])
    expect(texts(sheet)).toEqual(['a', 'c'])
    heard.length = 0
    sheet.undo()
    expect(texts(sheet)).toEqual(['a', 'b', 'c'])
    expect(heard[0]?.[0]).toContain(gone)
    sheet.insert(1)
    expect(texts(sheet)).toEqual(['a', '', 'b', 'c'])
    sheet.undo()
    expect(texts(sheet)).toEqual(['a', 'b', 'c'])
  })

  it('undoing everything and redoing everything leads to the same sheets', () => {
    const random = chance(7)
    const states: string[] = [JSON.stringify(sheet.rows.value.map((row) => row.cells).slice(0, sheet.used()))]
    for (let n = 0; n < 120; n += 1) {
      const index = random(6)
      const kind = random(5)
      sheet.seal()
      if (kind === 0) sheet.insert(index)
      else if (kind === 1) sheet.remove(index, index + random(2))
      else if (kind === 2) sheet.put(index, [{ name: `p${n}` }, { phone: `${n}` }])
      else sheet.type(at(sheet, index), ['name', 'phone'][random(2)] ?? 'name', `t${n}`)
      states.push(JSON.stringify(sheet.rows.value.map((row) => row.cells).slice(0, sheet.used())))
    }
    const now = () => JSON.stringify(sheet.rows.value.map((row) => row.cells).slice(0, sheet.used()))
    const end = now()
    while (sheet.canUndo.value) sheet.undo()
    expect(now()).toBe(states[0])
    while (sheet.canRedo.value) sheet.redo()
    expect(now()).toBe(end)
  })

  it('says of a row only what has been reached', () => {
    const row = at(sheet, 0)
    sheet.type(row, 'name', 'a')
    const problem = { field: 'document_number', code: 'ID_MISSING', message: '', hint: null, refuses: true, fix: null, of_row: null }
    row.check = { id: row.id, fate: 'refused', problems: [problem], normal: {}, fills: {} }
    expect(problemsOf(row)).toEqual([])
    expect(tonesOf(row)).toEqual({})
    row.settled = true
    expect(tonesOf(row)).toEqual({ document_number: 'bad' })
  })
})

describe('the kept sheet', () => {
  it('hands out only the parts that changed', () => {
    let kept: KeptSheet | null = null
    const sheet = new Sheet((changed, gone) => {
      kept?.touch(changed)
      kept?.touch(gone)
    })
    kept = new KeptSheet(sheet)
    sheet.put(0, Array.from({ length: 250 }, (_, n) => ({ name: `n${n}` })))
    expect(Object.keys(kept.parts()).sort()).toEqual(['head', 'rows-0', 'rows-1', 'rows-2'])
    expect(kept.parts()).toEqual({})
    sheet.type(at(sheet, 150), 'phone', '1')
    expect(Object.keys(kept.parts())).toEqual(['rows-1'])
    sheet.remove(199, 249)
    const parts = kept.parts()
    expect(parts['rows-2']).toBe(null)
    expect(parts.head).toContain('[[1,199]]')
  })

  it('comes back as it was, whatever was done to it', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = chance(seed)
      let kept: KeptSheet | null = null
      const sheet = new Sheet((changed, gone) => {
        kept?.touch(changed)
        kept?.touch(gone)
      })
      kept = new KeptSheet(sheet)
      const store: Record<string, string> = {}
      for (let n = 0; n < 60; n += 1) {
        const index = random(230)
        sheet.grow(index + 1)
        const kind = random(6)
        if (kind === 0) sheet.insert(index)
        else if (kind === 1) sheet.remove(index, index + random(3))
        else if (kind === 2) sheet.undo()
        else if (kind === 3) sheet.fill(at(sheet, index), { sex: `${n}` })
        else sheet.type(at(sheet, index), 'name', `t${n}`)
        if (kind === 3) kept.touch([at(sheet, index)])
        if (random(3) > 0) continue
        for (const [part, body] of Object.entries(kept.parts())) {
          if (body === null) delete store[part]
          else store[part] = body
        }
      }
      for (const [part, body] of Object.entries(kept.parts())) {
        if (body === null) delete store[part]
        else store[part] = body
      }
      const other = new Sheet(() => {})
      new KeptSheet(other).restore(store)
      expect(plain(other)).toEqual(plain(sheet))
    }
  })
})
