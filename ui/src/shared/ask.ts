import { shallowRef } from 'vue'

export interface Question {
  title: string
  text: string
  /** Buttons from the mildest to the strongest; the first is what Esc answers. */
  answers: Array<{ value: string; label: string; kind?: 'primary' | 'danger' }>
  resolve: (value: string) => void
}

export const question = shallowRef<Question | null>(null)

/** Asks the person and waits for the answer's value. */
export function ask(title: string, text: string, answers: Question['answers']): Promise<string> {
  return new Promise((resolve) => {
    question.value = {
      title,
      text,
      answers,
      resolve: (value) => {
        question.value = null
        resolve(value)
      },
    }
  })
}
