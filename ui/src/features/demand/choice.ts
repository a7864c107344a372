/** What the panel at the right explains: an occupation's row, a class, or nothing. */
export type Choice = { kind: 'row'; occupation: string } | { kind: 'class'; occupation: string; id: string } | null
