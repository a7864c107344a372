/** An element of the page that shows a row. */
export interface Slot {
  /** Names the element as long as it lives. */
  readonly key: number
  /** The row that it shows. */
  index: number
}

/**
 * Which elements show which rows: rows that stay in sight keep their element,
 * rows that come take the elements of rows that went. The row with the focus
 * always has its own, in sight or not, so that nothing ever takes the focus
 * from it.
 */
export function assign(before: readonly Slot[], first: number, last: number, active: number): Slot[] {
  const wanted = new Set<number>()
  for (let index = first; index < last; index += 1) wanted.add(index)
  if (active >= 0) wanted.add(active)
  const kept: Slot[] = []
  const free: Slot[] = []
  for (const slot of before) {
    if (wanted.delete(slot.index)) kept.push(slot)
    else free.push(slot)
  }
  let next = before.reduce((most, slot) => Math.max(most, slot.key), 0) + 1
  for (const index of wanted) {
    const slot = free.pop()
    kept.push({ key: slot ? slot.key : next++, index })
  }
  // The order of the elements never changes, so that none is moved in the page.
  return kept.sort((a, b) => a.key - b.key)
}
