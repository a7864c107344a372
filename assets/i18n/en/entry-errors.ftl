# Line entry and drafts: what the program says.

ENTRY_TWICE = The same person as a row begun earlier; only that row is saved.
    .hint = Put what is missing into that row, then delete this one.
ENTRY_SAME_NUMBER = Another row has the same ID number under another name.
    .hint = Compare both rows with the documents.
ENTRY_SAME_NAME = Another row has the same name and birth date with another number.
    .hint = Look whether they are one person.
ENTRY_UPDATES = This person is on record; saving updates { $fields ->
        [one] one field
       *[other] {$fields} fields
    }.
    .hint = Blank cells erase nothing.
ENTRY_UNCHANGED = This person is on record and the row says nothing new.
    .hint = Save it as it is, or delete the row.
ENTRY_WISH_WRITTEN = The list of occupations has no “{$wish}”; it is kept as written.
    .hint = Press Alt+↓ to choose from the list.
ENTRY_PASTE_TOO_LONG = The block has {$rows} rows, at most {$most} can be pasted at once; nothing was pasted.
    .hint = Copy it in several parts, or import the roster.
DRAFT_NAME = The draft cannot be named “{$name}”; it was not kept.
    .hint = Page and program may be of different versions: start again.
DRAFT_TOO_LARGE = The draft is larger than {$megabytes} MB, the latest changes were not kept; what was kept before is there.
    .hint = Save some of the rows, then go on.
DRAFTS_TOO_MANY = There are {$most} unsaved drafts already; this one was not kept.
    .hint = Finish earlier drafts first.
PREFERENCE_TOO_LARGE = The settings of the page exceed {$kilobytes} KB and were not remembered.
    .hint = Nothing typed is affected.
ENTRY_NOT_SAVED = There is no result of saving this sheet; what was saved is there and its rows are unchanged.
    .hint = Look at the list of people, then go on.
STAGE_ENTRY_CHECK = Checking the rows
STAGE_ENTRY_WRITE = Writing the rows
