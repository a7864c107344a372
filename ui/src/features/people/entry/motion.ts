import type { Direction } from './columns'

export interface Place {
  row: number
  column: number
}

/** The cell after or before a place, as Enter and Tab go. */
export function step(at: Place, columns: number, direction: Direction, back: boolean): Place {
  const by = back ? -1 : 1
  if (direction === 'down') return { row: Math.max(0, at.row + by), column: at.column }
  const column = at.column + by
  if (column >= columns) return { row: at.row + 1, column: 0 }
  if (column < 0) return at.row > 0 ? { row: at.row - 1, column: columns - 1 } : at
  return { row: at.row, column }
}

/**
 * Whether an arrow leaves the text of a field: the caret stands at its edge, or
 * all of it is chosen. "Forward" is the direction in which the text is read.
 */
export function leaves(start: number, end: number, length: number, forward: boolean): boolean {
  if (start === 0 && end === length) return true
  return start === end && (forward ? end === length : start === 0)
}

/** A cell as table programs put it on the clipboard. */
function copied(text: string): string {
  return /[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export function block(rows: string[][]): string {
  return rows.map((cells) => cells.map(copied).join('\t')).join('\r\n')
}

/** Whether a text from the clipboard is a block and no single text. */
export function isBlock(text: string): boolean {
  return /[\t\n\r]/.test(text.replace(/\r?\n$/, ''))
}
