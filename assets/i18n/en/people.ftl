# People.

people-title = People
people-empty-title = Nobody here yet
people-empty-text = Here belong the people who want to learn. Import the rosters of villages and townships as they are: title rows, blank lines and totals are recognised.
people-import = Import a roster
people-add = Add a person
people-draft = Something typed is not saved
people-search = Name, pinyin, initials, end of the ID, phone, village
people-list = List of people
people-total = { $count ->
    [one] {$count} person
   *[other] {$count} people
}
people-found = { $count ->
    [one] {$count} found
   *[other] {$count} found
}
people-none-found = Nobody found. Try pinyin initials or the last four characters of the ID.
people-column-name = Name
people-column-number = ID number
people-column-sex = Sex
people-column-township = Township
people-column-phone = Phone
people-column-category = Category
people-column-wish = Wish
people-column-match = Found by
people-match-all = all
people-match-name = name
people-match-pinyin = pinyin
people-match-initials = initials
people-match-id-tail = ID
people-match-phone = phone
people-match-place = place

## The record

people-change = Change
people-delete = Delete
people-delete-title = Delete {$name}?
people-delete-text = The record leaves the list; that it was deleted stays in the history.
people-deleted = {$name} was deleted.
people-conflicts = { $count ->
    [one] {$count} field has different values
   *[other] {$count} fields have different values
}
people-conflicted = differs
people-by = {$who}, {$when}, {$device}
people-device = computer {$device}
people-no-applications = No application yet.
people-no-result = no result yet
people-preference = choice {$rank}
people-class-option = {$name} (starts {$start}, {$seats} seats)
people-application-about = Only on the person's own application; it can be withdrawn at any time without harm.
people-application-save = Save the choices
people-application-saved = Saved the choices of {$name}.

## Typing in

people-add-title = Add a person
people-change-title = Change {$name}
people-form-about = Checked while you type; what is not saved is kept as an encrypted draft that only you can see.
people-form-keys = Next field, save:
people-not-stated = not stated
people-saved = Saved {$name}.
people-fix = Change to “{$value}”
people-leave-title = Something typed is not saved
people-leave-text = The draft is kept: go on later, locking or closing the program loses nothing.
people-leave-stay = Go on typing
people-leave-drop = Discard
people-leave-keep = Keep and leave
people-group-identity = Identity
people-group-address = Address
people-group-household = Household
people-group-wishes = Wishes
people-group-skills = Education and skills
people-group-travel = Papers and remarks
people-field-name = Name
people-field-latin-name = Name in the passport
people-field-document-type = Kind of document
people-field-document-number = ID number
people-field-birth-date = Born
people-field-sex = Sex
people-field-ethnic = Ethnic group (optional)
people-field-education = Education
people-field-category = Category
people-field-category-written = Category as written
people-field-herder = Herder household
people-field-relationship = Relation to the head
people-field-phone = Phone
people-field-address = Registered address
people-field-county = County
people-field-township = Township
people-field-village = Village
people-field-residence = Lives at
people-field-bank-card = Social-security card
people-field-languages = Languages
people-field-language-zh = Chinese
people-field-language-kk = Kazakh
people-field-language-ru = Russian
people-field-language-other = Other languages
people-field-passport-number = Passport number
people-field-passport-expiry = Passport expires
people-field-wish-1 = First wish
people-field-wish-2 = Second wish
people-field-wish-3 = Third wish
people-field-wish-written = Wish as written
people-field-wish-level = Level wished for
people-field-wish-when = When
people-field-wish-where = Where
people-field-willing-abroad = Willing to work abroad
people-field-experience = Experience
people-field-certificates = Certificates
people-field-employer = Employer
people-field-remarks = Remarks
people-field-household-number = Household number
people-field-household-head = Head of household
people-field-household-size = Household size
people-field-income-per-head = Net income per head
people-field-income-year = Year of that income
people-field-income-source = Source of income
people-field-income-evidence = Evidence of income
people-field-valid-from = Valid from
people-field-valid-to = Valid to
people-choice-category-ordinary = ordinary household
people-choice-sex-1 = male
people-choice-sex-2 = female
people-choice-herder-true = yes
people-choice-herder-false = no
people-choice-willing-abroad-yes = yes
people-choice-willing-abroad-no = no
people-choice-willing-abroad-later = later
people-document-resident-id = resident identity card
people-document-residence-permit = residence permit (Hong Kong, Macao, Taiwan)

## Import

people-import-title = Import a roster
people-import-done = Imported
people-import-about = {$file}: see what would change, then decide.
people-rows = rows
people-fate = Result
people-fate-all = All
people-fate-add = new
people-fate-update = updated
people-fate-unchanged = unchanged
people-fate-duplicate = duplicate
people-fate-reject = rejected
people-warnings = warnings
people-encoding = Text encoding: {$encoding}.
people-unknown-columns = Columns not recognised: {$columns}.
people-dropped-columns = Columns that may not be stored: {$columns}.
people-save-rejects = Save the rejected rows
people-rejects-saved = Saved as “{$file}”, with the reason in each row.
people-rows-preview = Row by row
people-apply = { $count ->
    [one] Import {$count} person
   *[other] Import {$count} people
}
people-applying = Importing…
people-imported = {$added} new, {$updated} updated, {$rejected} rows rejected.
