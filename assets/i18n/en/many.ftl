# The list of people: filters, columns, changes of many.

many-filter = Filter
many-saved = Saved filters
many-any-category = All categories
many-any-township = All townships
many-any-sex = Women and men
many-any-wish = All wishes
many-any-willing = Abroad: any
many-any-phone = Phone: any
many-with-phone = With a phone
many-without-phone = Without a phone
many-not-asked = Not asked
many-age-from = Age from
many-age-to = Age to
many-clear = Clear
many-filter-name = Name of the filter
many-filter-save = Save filter
many-filter-remove = Remove filter
many-select = Select {$name}
many-select-all = Select all {$count}
many-select-none = Select nobody
many-selected = {$count} selected
many-change = Change together
many-title = { $count ->
    [one] Change 1 person
   *[other] Change {$count} people together
}
many-about = One field at a time, with the checks of the single form; if one person cannot be changed so, nobody is. Names, numbers and wishes are each person's own and cannot be set for many.
many-field = Which field
many-value = To
many-blank = Clear this field, so that nothing is stated
many-choose = Choose
many-save = Change {$count}
many-saved-people = {$count} changed.
many-done = “{$field}” of {$count} was changed. It can be taken back until this is closed.
many-undo = Undo
many-undone = Undone: {$count} are as they were.
many-refused = Nobody was changed: {$count} objections
many-columns = Columns
