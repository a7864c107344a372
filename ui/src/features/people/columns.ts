import { ref } from 'vue'

export interface ListColumn {
  name: string
  width: string
  look: string
  shown: boolean
  /** Without it nobody knows who a row is. */
  always?: boolean
}

/** Which columns were put away; no word of anybody stands here. */
const KEPT = 'tongfu-people-columns'

function away(): string[] {
  try {
    return (window.localStorage.getItem(KEPT) ?? '').split(',')
  } catch {
    return []
  }
}
const hidden = away()

const column = (name: string, width: string, look = ''): ListColumn => ({ name, width, look, shown: !hidden.includes(name) })

/** The columns of the list of people, in their order. */
export const columns = ref<ListColumn[]>([
  { name: 'name', width: '172px', look: 'strong', shown: true, always: true },
  column('number', '164px', 'mono'),
  column('sex', '52px'),
  column('township', 'minmax(100px, 1fr)'),
  column('phone', '130px', 'mono'),
  column('category', 'minmax(110px, 1fr)'),
  column('wish', 'minmax(120px, 1.2fr)'),
  column('match', '84px', 'muted small'),
])

/** The widths as the grid takes them; the tick stands before them. */
export function templateOf(all: ListColumn[]): string {
  return ['18px', ...all.filter((one) => one.shown).map((one) => one.width)].join(' ')
}

export function toggleColumn(name: string): void {
  for (const one of columns.value) if (one.name === name && !one.always) one.shown = !one.shown
  try {
    window.localStorage.setItem(KEPT, columns.value.filter((one) => !one.shown).map((one) => one.name).join(','))
  } catch {
    // A page that may keep nothing shows all columns the next time.
  }
}
