# Erasing people's data, retention, backup and restore.

erasure-button = Erase personal data…
erasure-title = Erase the personal data of {$name}
erasure-now = Goes at once
erasure-all-now = No duty to keep anything: name, ID number and all the rest go at once, in the backups too, and cannot be brought back.
erasure-contact-now = Contact and other sensitive data goes at once, in the backups too, and cannot be brought back:
erasure-kept = Locked until {$until}
erasure-kept-text = The law obliges the office to keep this. Once locked, no list, search, matching or export shows it and nobody can change it; then it is erased for good.
erasure-because = Why it is kept
erasure-duty-training = Training file: the last class ended on {$event}, kept {$years} years, until {$until}
erasure-duty-accounts = Accounts: the last entry is of {$event}, kept {$years} years, until {$until}
erasure-entries = { $count ->
    [one] One entry of this person is concerned.
   *[other] {$count} entries of this person are concerned.
  }
erasure-households = { $count ->
    [one] One household names this person: the name goes, what belongs to the others stays.
   *[other] {$count} households name this person: the name goes, what belongs to the others stays.
  }
erasure-list-separator = {", "}
erasure-reason = Reason
erasure-reason-hint = Who asked, and why. The reason is locked with the file and goes with it.
erasure-ask = Ask a colleague to agree
erasure-do-lock = Erase and lock
erasure-do-erase = Erase for good
erasure-locked = Locked until {$until}; contact data is erased.
erasure-erased = Erased for good.
retention-title = Retention and erasure
retention-summary = {$total} people kept by a duty, {$over} no longer, {$due} of them asked for erasure
retention-run = Erase the {$due} due
retention-run-title = Erase {$due} people for good?
retention-run-text = They asked for it, and the time for which their files had to be kept is over. It cannot be undone and is done in the backups too.
retention-ran = { $count ->
    [one] One person erased for good.
   *[other] {$count} people erased for good.
  }
retention-none = Nobody has asked for erasure yet. It is offered in a person's record: what no duty keeps goes at once, the rest is locked and goes when its time is over.
retention-search = Find by id or reason
retention-no-match = No request matches.
retention-person = Record
retention-requested = Asked for
retention-until = Kept until
retention-erased-on = Erased
retention-state = State
retention-state-locked = locked
retention-state-withdrawn = withdrawn
retention-state-erased = erased
retention-why = Reason
retention-withdraw = Withdraw
retention-withdraw-title = Withdraw the erasure request?
retention-withdraw-text = What is locked is shown again. Contact data that was erased does not come back and must be entered anew.
retention-withdrawn = Withdrawn; the record is shown again.
retention-same = An entry with the same number and name is in use; please compare
backup-title = Backup
backup-text = Backups are encrypted with the store's own key. A changed store is backed up once a day by itself; an erasure is done in every backup too.
backup-make = Back up now
backup-make-elsewhere = Back up to a stick…
backup-made = Backed up to {$place}
backup-none = There is no backup yet. Laptops break and get lost: make one on a stick now.
backup-when = When
backup-operations = Operations
backup-size = Size
backup-place = Place
backup-away = not here
backup-owes = The erasure of {$since} has not been done in it; plug it in or destroy it before {$until}
backup-overdue = The erasure was due by {$until}: plug it in or destroy it
backup-forget = Destroyed
backup-forget-title = Was this backup destroyed?
backup-forget-text = Once it is off the list, nobody is reminded to erase in it. Make sure that the file is really gone.
backup-restore = Restore…
backup-restore-file = Restore from a file…
restore-title = Restore a backup
restore-passphrase = Passphrase
restore-look = Look into it
restore-office = Office
restore-newest = Last entry
restore-operations = Operations
restore-operations-text = {$there} in the backup, {$now} now
restore-loses = After a restore the {$lost} operations written since are not in the store. The present data is kept as a backup.
restore-erasures = { $count ->
    [one] One erasure is done again: nobody comes back.
   *[other] {$count} erasures are done again: nobody comes back.
  }
restore-epoch = This laptop writes on in a new epoch, so that packages cannot be mixed up.
restore-do = Restore and lock
restore-done = {$operations} operations restored; enter the passphrase again.
