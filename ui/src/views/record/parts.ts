import type { Component } from 'vue'
import type { Choices, PersonRecord } from '@/backend'
import PersonEligibility from '@/features/eligibility/PersonEligibility.vue'
import ChoicePart from '@/features/people/ChoicePart.vue'
import RecordAccess from '@/features/people/record/RecordAccess.vue'
import RecordApplications from '@/features/people/record/RecordApplications.vue'
import RecordDocuments from '@/features/people/record/RecordDocuments.vue'
import RecordHistory from '@/features/people/record/RecordHistory.vue'
import RecordOverview from '@/features/people/record/RecordOverview.vue'
import RecordQualifications from '@/features/people/record/RecordQualifications.vue'

/** What a part of the record may ask for. */
export interface Given {
  id: string
  record: PersonRecord
  choices: Choices | null
}

export interface RecordPart {
  /** Its name is the text `record-part-` and this. */
  name: string
  component: Component
  given: (given: Given) => Record<string, unknown>
}

/** The parts of a person's record, in the order of their number keys. A part may ask for the form with `edit` and leave the record with `close`. */
export const parts: RecordPart[] = [
  { name: 'overview', component: RecordOverview, given: ({ record, choices }) => ({ record, choices }) },
  { name: 'eligibility', component: PersonEligibility, given: ({ id }) => ({ id }) },
  { name: 'applications', component: RecordApplications, given: ({ record }) => ({ record }) },
  { name: 'choice', component: ChoicePart, given: ({ id, choices }) => ({ id, choices }) },
  { name: 'documents', component: RecordDocuments, given: ({ id, record }) => ({ id, name: record.name }) },
  { name: 'qualifications', component: RecordQualifications, given: ({ id, choices }) => ({ id, choices }) },
  { name: 'history', component: RecordHistory, given: ({ id, choices }) => ({ id, choices }) },
  { name: 'access', component: RecordAccess, given: ({ id }) => ({ id }) },
]
