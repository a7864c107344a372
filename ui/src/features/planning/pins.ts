import { reactive } from 'vue'
import type { PlanPin, Proposal } from '@/backend'

/** A wish for the next run, with the words to show it by. */
export interface Wish {
  pin: PlanPin
  label: string
}

/** What the person pinned or forbade; it holds for the next run. */
export const wishes = reactive<Wish[]>([])

function same(a: PlanPin, b: PlanPin): boolean {
  return a.occupation === b.occupation && a.place === b.place && a.site === b.site && a.start === b.start
}

function base(proposal: Proposal): Omit<PlanPin, 'at_least' | 'at_most'> {
  return { occupation: proposal.occupation, place: proposal.place, site: proposal.site, start: proposal.start }
}

/** What is wished of a proposal: kept, forbidden, or nothing. */
export function wishOf(proposal: Proposal): 'pin' | 'forbid' | null {
  const found = wishes.find((one) => same(one.pin, { ...base(proposal), at_least: 0, at_most: 0 }))
  if (!found) return null
  return found.pin.at_most === 0 ? 'forbid' : 'pin'
}

/** Pins or forbids a proposal; the same wish again takes it back. */
export function wish(proposal: Proposal, kind: 'pin' | 'forbid', label: string): void {
  const now = wishOf(proposal)
  const pin: PlanPin = {
    ...base(proposal),
    at_least: kind === 'pin' ? proposal.classes : 0,
    at_most: kind === 'pin' ? proposal.classes : 0,
  }
  const at = wishes.findIndex((one) => same(one.pin, pin))
  if (at >= 0) wishes.splice(at, 1)
  if (now !== kind) wishes.push({ pin, label })
}

export function dropWish(at: number): void {
  wishes.splice(at, 1)
}
