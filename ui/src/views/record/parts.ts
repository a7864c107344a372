import type { Component } from 'vue'
import type { Choices, Commands, PersonRecord } from '@/backend'
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
  /** The command without which it shows nothing. */
  needs: keyof Commands
  given: (given: Given) => Record<string, unknown>
}

/** The parts of a person's record, in the order of their number keys. A part may ask for the form with `edit` and leave the record with `close`. */
export const parts: RecordPart[] = [
  { name: 'overview', component: RecordOverview, needs: 'person_get', given: ({ record, choices }) => ({ record, choices }) },
  { name: 'eligibility', component: PersonEligibility, needs: 'eligibility_check', given: ({ id }) => ({ id }) },
  { name: 'applications', component: RecordApplications, needs: 'person_get', given: ({ record }) => ({ record }) },
  { name: 'choice', component: ChoicePart, needs: 'choice_person', given: ({ id, choices }) => ({ id, choices }) },
  { name: 'documents', component: RecordDocuments, needs: 'documents_list', given: ({ id, record }) => ({ id, name: record.name }) },
  { name: 'qualifications', component: RecordQualifications, needs: 'qualifications_list', given: ({ id, choices }) => ({ id, choices }) },
  { name: 'history', component: RecordHistory, needs: 'person_history', given: ({ id, choices }) => ({ id, choices }) },
  { name: 'access', component: RecordAccess, needs: 'person_access', given: ({ id }) => ({ id }) },
]
