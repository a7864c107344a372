# Line entry.

entry-title = Line entry
entry-open = Line entry
entry-state = State
entry-count = { $rows ->
    [one] one row
   *[other] {$rows} rows
}, {$sound} ready to save, {$refused} to mend first
entry-draft-kept = Draft kept
entry-draft-waiting = Keeping the draft…
entry-draft-failed = ✕ The draft was not kept
entry-undo = Undo
entry-redo = Redo
entry-direction = Where Enter goes
entry-direction-right = Enter goes right
entry-direction-down = Enter goes down
entry-columns = Columns
entry-columns-about = Tick the columns you type and order them with the arrows; they are remembered. Name and ID number are always there.
entry-columns-more = More columns
entry-columns-start = As at first
entry-column-up = Move {$field} forward
entry-column-down = Move {$field} back
entry-save = Save { $sound ->
    [one] one row
   *[other] {$sound} rows
}
entry-saving = Saving…
entry-stopped = Saving was stopped and no row was saved; everything is still in the sheet and can be saved again.
entry-saved = Saved: {$added} added, {$updated} updated, {$unchanged} unchanged; {$kept} rows stay here to be mended.
entry-to-people = To the list of people
entry-discard = Clear
entry-discard-title = Clear the whole sheet?
entry-discard-text = The {$rows} unsaved rows of the sheet are deleted for good. People already saved are not touched.
entry-others = {$who} also has unsaved entries on this computer; only they can see what these say.
entry-and = , 
entry-empty-title = One person a row, checked while you type, kept at every pause
entry-empty-text = Begin with the name in the first row; the ID number fills birth date and sex. Or copy a block in Excel or WPS, with or without its headings, and paste it.
entry-teach-next = next cell
entry-teach-paste = paste a block
entry-teach-suggest = choose a word, by pinyin initials too
entry-teach-above = copy from above
entry-teach-keys = all keys
entry-suggestions = Words to choose from
entry-uses = { $count ->
    [one] one person
   *[other] {$count} people
}
entry-of-row = → row {$row}
entry-pasted = Pasted { $rows ->
    [one] one row
   *[other] {$rows} rows
}.{ $dropped ->
    [0] {""}
   *[other] {" "}{$dropped} columns lay beyond the right edge and were left out.
}
entry-pasted-headings = Pasted {$rows} rows by their headings.{ $dropped ->
    [0] {""}
   *[other] {" "}{$dropped} columns were not recognised and left out.
}
entry-problems = To look at
entry-problems-all = All
entry-problems-refused = To mend
entry-no-problems = Nothing.
entry-where = Row {$row}, {$field}
entry-mark-blank = empty row
entry-mark-add = will be added
entry-mark-update = will be updated
entry-mark-unchanged = on record, nothing new
entry-mark-twice = the person of another row
entry-mark-refused = to be mended first
entry-mark-look = can be saved, please look
entry-mark-unfinished = not finished yet

## Keys

entry-keys = Keys
entry-keys-about = While an input method is composing, every key belongs to it.
entry-keys-move = Moving
entry-keys-type = Typing
entry-keys-rows = Rows and blocks
entry-key-next = next cell
entry-key-back = back to the cell before
entry-key-line = beginning of the next row
entry-key-tab = right, left
entry-key-arrows = move; left and right at the edge of the text
entry-key-ends = beginning, end
entry-key-page = one page
entry-key-problem = next problem
entry-key-suggest = open the words to choose from
entry-key-escape = close them
entry-key-fix = take the offered fix
entry-key-edit = caret to the end of the text
entry-key-above = copy from above
entry-key-undo = undo, redo
entry-key-save = save
entry-key-insert = insert a row above
entry-key-delete = delete the row
entry-key-block = choose a block
entry-key-all = choose the whole sheet (twice)
entry-key-copy = copy, cut, paste a block
entry-key-empty = empty the chosen block
entry-key-out = out of the sheet to the buttons, and back
