import { expect, it } from 'vitest'
import { digitOf, placesOf } from './places'

it('the first nine places of a county have a digit, the settings none', () => {
  const county = placesOf('county', () => true).map((place) => place.name)
  expect(county.slice(0, 3)).toEqual(['today', 'people', 'classes'])
  expect(county.indexOf('exchange')).toBe(8)
  expect(digitOf(county.indexOf('exchange'))).toBe(9)
  expect(digitOf(county.indexOf('settings'))).toBeNull()
  expect(digitOf(-1)).toBeNull()
})

it('a place that shows its user nothing is not offered', () => {
  const names = placesOf('county', (command) => command !== 'form_desk').map((place) => place.name)
  expect(names).not.toContain('forms')
  expect(names).toContain('people')
})
