# Entries that may be one person.

PERSON_ALIKE = This may be “{ $name }”, who is on record.
    .hint = Compare the two before you decide; saving merges nobody.
IDENTITY_ITSELF = An entry cannot be compared with itself.
    .hint = Choose two entries.
IDENTITY_CERTAIN = The same valid number and the same name make these entries one person; there is no decision to take back.
    .hint = If they are two people after all, say so.
EVIDENCE_SAME_NUMBER = same document number
EVIDENCE_NEAR_NUMBER = number but for one digit
EVIDENCE_SAME_NAME = same name
EVIDENCE_SAME_SOUND = name sounds the same
EVIDENCE_SWAPPED_NAME = two neighbouring characters swapped
EVIDENCE_NEAR_NAME = another transliteration or accent
EVIDENCE_SAME_BIRTH = same birth date
EVIDENCE_SAME_CARD = same bank card
EVIDENCE_SAME_PHONE = same telephone
EVIDENCE_SAME_HOUSEHOLD = same household
EVIDENCE_SAME_PLACE = same township and village
CLI_COMMA = {", "}
CLI_PAIRS = { $total } pairs may be one person.
CLI_EVIDENCE = In common
CLI_FIELD = Field
CLI_ONE = First
CLI_OTHER = Second
CLI_ONE_PERSON = The two entries are one person.
CLI_TWO_PEOPLE = The two entries are two people, or nobody has decided.
CLI_ROSTER_WRITTEN = The roster is written: { $rows } rows, { $planted } of them somebody's second one.
