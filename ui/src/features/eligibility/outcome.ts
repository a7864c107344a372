import type { EligibilityOutcome, ReasonEffect } from '@/backend'

/** The shape that says what the colour says. */
export const outcomeShape: Record<EligibilityOutcome, string> = {
  eligible: '●',
  not_eligible: '✕',
  evidence_missing: '▲',
}

export const outcomeTone: Record<EligibilityOutcome, string> = {
  eligible: 'ok',
  not_eligible: 'bad',
  evidence_missing: 'warn',
}

export const effectShape: Record<ReasonEffect, string> = { for: '●', against: '✕', missing: '▲', note: '·' }

/** What decides comes first: against, missing, for, then what is said beside. */
const ORDER: ReasonEffect[] = ['against', 'missing', 'for', 'note']

export function decidingFirst<R extends { effect: ReasonEffect }>(reasons: R[]): R[] {
  return [...reasons].sort((a, b) => ORDER.indexOf(a.effect) - ORDER.indexOf(b.effect))
}
