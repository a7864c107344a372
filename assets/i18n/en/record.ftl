# A person's record.

record-back = List
record-parts = Parts of the record
record-place = {$at} of {$total}
record-previous = Previous person (←)
record-next = Next person (→)
record-part-overview = Record
record-part-eligibility = Eligibility
record-part-applications = Applications
record-part-choice = Wishes, consent
record-part-documents = Documents
record-part-qualifications = Certificates, modules
record-part-history = History
record-part-access = Who looked
record-missing = Not stated yet: {$fields}
record-conflicts-about = Several laptops wrote different values. Check, choose “Change” and save the right one.
record-household = Members of the household
record-household-none = No household is recorded. Enter the household's number under “Change”; its members are listed here then.
record-household-about = A name opens that member's record. Income is recorded by household: changed once, it changes for all.
record-income = Net income per head {$amount} in {$year}
record-income-undated = Net income per head {$amount} (no year stated)
record-income-unknown = No income recorded
record-relationship = To the head
record-age = Age
record-head = head
record-result-placed = Has a seat
record-result-waiting = Waiting, place {$position}

## Looking at masked numbers

record-reveal = Reveal
record-reveal-about = Revealing {$name}'s whole number is recorded: who, when and why.
record-reveal-reason = Why it is needed
record-reveal-left = masked in {$seconds} s
record-reveal-hide = Mask now
record-reason-verify = Compared with the document
record-reason-pay = Paying a subsidy
record-reason-papers = Passport or permit
record-reason-correct = Correcting an error
record-access-title = Access log
record-access-none = Nobody has looked at a whole number yet
record-access-about = Identity, card and passport numbers are masked. Whoever reveals one is listed here with the reason; it cannot be changed or removed.
record-access-of = Of whom
record-access-what = What
record-access-why = Why
record-access-gone = no longer on the list
record-access-erased = (erased with the personal data)
record-access-search = Name or reason
record-access-everybody = All users
record-access-from = From
record-access-to = To
record-access-count = { $count ->
    [one] 1 look
   *[other] {$count} looks
}
record-access-save = Save as workbook
record-access-saved = Saved as “{$file}”.
record-access-more = Show more ({$count} left)

## History

record-history-field = Which field
record-history-all = All fields
record-history-search = Value, user, action
record-history-count = { $count ->
    [one] 1 change
   *[other] {$count} changes
}
record-history-none = No history yet
record-history-about = Every change of every field stays here: before, after, who, when and on which laptop.
record-when = When
record-field = Field
record-was = Was
record-now = Now
record-action = Action
record-who = Who
record-laptop = Laptop
record-happened = happened on {$date}
record-none-found = Nothing fits.

## Documents

record-document-add = Add a document…
record-document-rules = JPEG or PNG picture or PDF, 2 MB each at most; kept encrypted, sent with packages.
record-document-used = {$used} used of {$limit}
record-document-file = Add “{$file}”
record-document-put = Add
record-document-none = No documents yet
record-document-about = Photos, signed consents, copies of papers and scanned forms belong here. They lie encrypted on this laptop, travel with packages, and are erased with the person's data.
record-document-title = Title
record-document-kind = Kind
record-document-kind-photo = Photo
record-document-kind-consent = Consent
record-document-kind-id-copy = Copy of an identity document
record-document-kind-certificate = Certificate
record-document-kind-paper-form = Paper form
record-document-kind-other = Other
record-document-date = Date on it
record-document-size = Size
record-document-incomplete = not complete yet ({$held}/{$parts})
record-document-save = Save as file
record-document-saved = Saved as “{$file}”. This file is not encrypted: delete it after use.
record-document-added = “{$title}” added.
record-document-remove-title = Remove “{$title}”?
record-document-remove-text = It leaves the record; that it was removed stays in the history.
record-document-removed = “{$title}” removed.
record-remove = Remove
record-remove-title = Remove “{$name}”?
record-remove-text = It leaves the record; that it was removed stays in the history.

## Certificates and modules

record-certificates = Certificates held
record-certificates-none = No certificate is recorded. What somebody holds already may shorten a course or spare an exam.
record-certificate-add = Add a certificate
record-certificate-change = Change a certificate
record-certificate-saved = Certificate saved.
record-standard = Standard
record-standard-cn = Chinese
record-standard-kz = Kazakh
record-standard-other = Other
record-occupation = Occupation
record-occupation-other = Not in the list
record-occupation-written = Occupation as the certificate says
record-level = Level
record-number = Number
record-issuer = Issuer
record-issued = Issued
record-valid-to = Valid until (blank: no end)
record-valid-until = Valid until
record-valid-always = no end
record-expired = expired
record-scan = Scan
record-scan-none = None
record-modules = Modules completed earlier
record-modules-none = No module is recorded. Courses completed elsewhere may count towards the hours.
record-module-add = Add a module
record-module-change = Change a module
record-module-saved = “{$name}” saved.
record-module-name = Module
record-module-code = Code
record-module-hours = Hours
record-module-institution = Institution
record-module-completed = Completed
