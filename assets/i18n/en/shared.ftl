# Words used everywhere.

shared-arrow = →
shared-none = —
shared-comma = { ", " }
shared-semicolon = { "; " }
shared-close = Close
shared-cancel = Cancel
shared-save = Save
shared-stop = Stop
shared-copied = Copied
shared-copy-details = Copy details
shared-loading = Reading…
shared-reading = Reading the file…
shared-nothing-changed-yet = Nothing has been changed yet.
shared-row = Row
shared-column = Column
shared-code = Code
shared-problem = Problem
shared-problems = { $count ->
    [one] {$count} problem
   *[other] {$count} problems
}
shared-people = { $count ->
    [one] {$count} person
   *[other] {$count} people
}
shared-percent = {$amount}%
shared-wan = CN¥{$amount}0,000
shared-yuan = CN¥{$amount}
shared-bytes = {$amount} bytes
shared-kibibytes = {$amount} KB
shared-mebibytes = {$amount} MB
shared-slack-none = serves no window
shared-slack-late = { $days ->
    [one] {$days} day late
   *[other] {$days} days late
}
shared-slack-left = { $days ->
    [one] {$days} day to spare
   *[other] {$days} days to spare
}
shared-tone-surplus = surplus
shared-date-with-week = {$date} (week {$week})
shared-week = week {$week} of {$year} ({$month})
shared-quarter = Q{$quarter} {$year}
shared-task-starting = Starting…
shared-task-working = Working…
shared-task-elapsed = {$seconds} s
shared-task-remaining = {$seconds} s, about {$remaining} s to go
shared-date-example = such as 2026-12-07

## Failures of the page itself

failure-host-gone = The program does not answer; it may have ended. Nothing that was saved is lost; please open the program again.
failure-host-token = This window may no longer use the program. Close it and open the program from its icon.
failure-host-answer = The program's answer could not be read (status {$status}). Please try again.
failure-page-failed = The page failed: {$reason}. Nothing that was saved is lost.
failure-unknown = This was not completed ({$code}).
