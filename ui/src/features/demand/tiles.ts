/**
 * Kazakhstan's regions as tiles, roughly where they lie: column, row. No base
 * map is shipped; codes are ISO 3166-2.
 */
export const tiles: Readonly<Record<string, readonly [number, number]>> = {
  'KZ-59': [3, 0],
  'KZ-27': [0, 1],
  'KZ-15': [1, 1],
  'KZ-39': [2, 1],
  'KZ-11': [3, 1],
  'KZ-71': [4, 1],
  'KZ-55': [5, 1],
  'KZ-23': [0, 2],
  'KZ-62': [3, 2],
  'KZ-35': [4, 2],
  'KZ-10': [5, 2],
  'KZ-63': [6, 2],
  'KZ-47': [0, 3],
  'KZ-43': [2, 3],
  'KZ-61': [3, 3],
  'KZ-31': [4, 3],
  'KZ-19': [5, 3],
  'KZ-33': [6, 3],
  'KZ-79': [3, 4],
  'KZ-75': [5, 4],
}
