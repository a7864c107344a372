# Refusals and failures. The identifier is the stable code; .hint says what to do next.

## Store

STORE_ABSENT = There is no store here yet.
    .hint = Create one first, or check that the folder is the right one.
STORE_EXISTS = This folder already holds a store; nothing was changed.
    .hint = Open it, or choose another folder.
STORE_LOCKED = The store is locked.
    .hint = Enter the passphrase to unlock it.
STORE_PASSPHRASE = The passphrase is wrong. No data was lost.
    .hint = Try again; {$failures} wrong in a row: each further wrong one makes the next try wait longer.
STORE_RECOVERY_CODE = The recovery code is wrong. No data was lost.
    .hint = Compare it group by group with the recovery sheet in the safe.
STORE_BUSY = Another program is using the store.
    .hint = Close the other window or command and try again.
STORE_NEWER = A newer version of the program wrote this store (version {$version}); this version does not open it, so as not to damage it.
    .hint = Install the new version of the program.
STORE_DAMAGED = The store's files are damaged; nothing was changed.
    .hint = Stop using the store on this computer, restore the latest backup, and keep the old folder.
STORE_DISK_FULL = The disk is full; the action was not carried out.
    .hint = Free some space and try again.
STORE_FAILED = The store could not be read or written; the action was not carried out.
    .hint = Try again; if it fails once more, copy the details for support.
LOG_DAMAGED = A record of the log cannot be read: {$reason}
    .hint = Nothing was changed; run the check of the store.
OPERATION_ABSENT = This operation is not on record.
    .hint = It may not have arrived with a package yet.
FIELD_UNKNOWN = The program does not know its own field {$table}.{$field}.
    .hint = Nothing was changed; copy the details for support.
ACTION_TOO_LARGE = One action holds too much; it was not carried out.
    .hint = Do it in several steps.
ENTRY_TOO_LARGE = One record is too large ({$bytes} bytes); it was not saved.
    .hint = Shorten remarks and other long texts.
RANDOM_FAILED = The operating system gave no random numbers; no keys could be made.
    .hint = Restart the computer and try again.

## Office, users, passphrase

PASSPHRASE_SHORT = The passphrase is too short; it needs at least {$minimum} characters.
    .hint = A sentence that is easy to remember serves well.
ROLE_UNKNOWN = There is no role "{$role}" for an office.
    .hint = Choose county, port or province.
OFFICE_CODE = "{$code}" is no division code of six digits.
    .hint = Horgos, for example, is 654004.
OFFICE_NAME_MISSING = The name of the office is missing.
    .hint = Enter the name of your office.
USER_NAME_MISSING = The name is missing.
    .hint = Enter the name of the person who works here.
USER_EXISTS = There already is a user called "{$name}".
    .hint = Choose another name, or work as that user.
USER_UNKNOWN = There is no user called "{$name}".
    .hint = Check the name, or add the user first.
LANGUAGE_UNKNOWN = There is no language "{$language}".
    .hint = Choose zh-CN or en.

## Commands and files

COMMAND_UNKNOWN = The program has no command "{$command}".
    .hint = Page and program may be of different versions; restart.
COMMAND_PARAMETERS = The parameters of the command "{$command}" are wrong: {$reason}
    .hint = Page and program may be of different versions; restart.
COMMAND_ANSWER = The answer of the command "{$command}" cannot be handed over: {$reason}
    .hint = The action itself is done; reload the page.
COMMAND_BROKE = The command broke off without an answer.
    .hint = Unfinished changes do not take effect; try again.
ID_UNKNOWN = There is no record with the id "{$id}".
    .hint = It may have been deleted; reload the list.
DATE_UNREADABLE = "{$value}" is no date.
    .hint = Dates are written 2027-03-01.
WEEK_UNREADABLE = "{$value}" is no ISO week.
    .hint = Weeks are written 2027-W09; the first must not be later than the last.
FILE_FAILED = A file could not be read or written: {$reason}
    .hint = Check the disk, the stick, and your permissions.
FILE_UNREADABLE = The file "{$file}" cannot be read.
    .hint = Check that it still exists and that the stick is plugged in.
FILE_TOKEN_UNKNOWN = The chosen file is no longer valid.
    .hint = Choose the file again.
TASK_UNKNOWN = There is no such task.
    .hint = The program may have been restarted; start again.
TASK_BROKE = The task broke off without a result.
    .hint = Unfinished changes do not take effect; try again.

## Office files

NOT_A_TABLE = "{$file}" is no spreadsheet; nothing was imported.
    .hint = Choose an xlsx, xls, ods or csv file.
TABLE_ENCRYPTED = "{$file}" is protected by a password; nothing was imported.
    .hint = Remove the password in WPS or Excel, save, and import again.
TABLE_ET = "{$file}" is a WPS .et file; nothing was imported.
    .hint = Open it in WPS, choose "Save as", type "Excel workbook (*.xlsx)", and import the new file.
TABLE_TOO_LARGE = "{$file}" is too large; nothing was imported ({$limit ->
        [file_bytes] bytes
        [unpacked_bytes] bytes unpacked
        [rows] rows
        [cells] cells
        [columns] columns
       *[other] {$limit}
    }: at most {$max}).
    .hint = Split it into several files.
TABLE_DAMAGED = "{$file}" is damaged; nothing was imported: {$detail}
    .hint = Open it in WPS or Excel and save it as a new xlsx file.
TABLE_EMPTY = "{$file}" holds nothing.
    .hint = Check that it is the right file.
TABLE_IO = "{$file}" cannot be read: {$detail}
    .hint = Check that it still exists and that no other program holds it.
TABLE_WRITE = "{$file}" cannot be written: {$detail}
    .hint = Check your permissions, and that the file is not open elsewhere.
TABLE_COLUMNS_MISSING = "{$file}" lacks columns that are needed: {$missing}. Nothing was imported.
    .hint = The headings found are: {$seen}. Add the missing ones and import again.

## Capacity file

CAPACITY_FORMAT = In the capacity file "{$file}", {$path} is wrong: {$reason}. Nothing was imported.
    .hint = Compare it with the sample, correct it and import again.

## Planning and matching

PLAN_FORMAT = The instance violates tongfu-plan/1: {$path} ({$fault}) {$value}; {$more} more.
    .hint = Correct this place and solve again.
PLAN_PINS_CONTRADICT = The pinned classes contradict each other or a limit: {$pins}; limits: {$limits}
    .hint = Without any one of them there is a plan.
PLAN_TOO_LARGE = The plan is too large ({$columns} columns).
    .hint = Plan fewer weeks, or in parts.
PLAN_SOLVER = The solver gave no result (status {$status}).
    .hint = Nothing was changed; try again.
PLAN_UNSOUND = The plan found breaks a rule when checked again: {$rule}; it was not taken.
    .hint = Copy the details for support.
PLAN_WEEKS = A plan of {$weeks} weeks is not possible.
    .hint = Choose 1 to 156 weeks.
PLAN_NO_COURSE = There is no course yet to plan with.
    .hint = Enter or import courses under capacity first.
PLAN_CANCELLED = Planning was cancelled; no scenario was saved.
    .hint = You can run it again at any time.
PIN_UNKNOWN = A pinned class names something unknown: {$what}
    .hint = Choose occupation and place again.
PIN_OUTSIDE = The pinned start {$start} lies outside the plan.
    .hint = Change the date, or plan more weeks.
SCENARIO_ABSENT = There is no such scenario.
    .hint = It may have been deleted; reload the list.
SCENARIO_NONE = There is no scenario yet.
    .hint = Run the planner first.
MATCH_FORMAT = The instance violates tongfu-match/1: {$path} ({$fault}) {$value}; {$more} more.
    .hint = Correct this place and solve again.

## Projects, classes, applications

PROJECT_ABSENT = There is no such project.
    .hint = It may have been deleted; reload the list.
PROJECT_WITHOUT_GAP = A project needs at least one gap (occupation: {$occupation}); it was not started.
    .hint = Choose demand lines first.
CLASS_ABSENT = There is no such class.
    .hint = It may have been deleted; reload the list.
PERSON_ABSENT = There is no such person.
    .hint = The record may have been deleted; reload the list.
BULLETIN_REFUSED = The bulletin has {$problems} faults; nothing was imported. {$rows}
    .hint = Correct the rows listed and import again.
BULLETIN_ABSENT = There is no such bulletin.
    .hint = Reload the list.

## Packages

PACKAGE_NOT_ONE = This is no Tongfu package. Nothing was changed; the file was put into quarantine.
    .hint = Check that it is the right file (ending in .tongfu).
PACKAGE_CUT = The package was cut off: {$expected} bytes expected, {$found} found. Nothing was changed; the file was put into quarantine.
    .hint = Copy it again and remove the stick only when the copy is complete.
PACKAGE_ALTERED = The package was altered ({$part ->
        [magic] opening mark
        [header] header
        [payload] content
        [trailing] end of the file
       *[other] {$part}
    }). Nothing was changed; the file was put into quarantine.
    .hint = Ask the sender for it again.
PACKAGE_SIGNATURE = The signature of the package does not fit: nobody can say who sent it. Nothing was changed; the file was put into quarantine.
    .hint = Do not use this file, and tell the sender.
PACKAGE_SENDER_UNKNOWN = The device that sent the package is unknown ({$device}). Nothing was changed; the file was put into quarantine.
    .hint = If it is a new computer, the province must grant it first.
PACKAGE_SENDER_REVOKED = The device that sent the package was revoked ({$device}). Nothing was changed; the file was put into quarantine.
    .hint = Speak to the province.
PACKAGE_NOT_FOR_US = The package is for another office. Nothing was changed; the file was put into quarantine.
    .hint = Hand it to the office it is for.
PACKAGE_TOO_NEW = The package comes from a newer version of the program (needs {$needed}, this one reads {$supported}). Nothing was changed.
    .hint = Upgrade the program, then import it.
PACKAGE_FRAMES = The package contradicts itself ({$what}). Nothing was changed; the file was put into quarantine.
    .hint = Ask the sender for it again.
PACKAGE_TOO_LARGE = The package is larger than the format allows ({$what}). Nothing was changed.
    .hint = Ask the sender to export in several parts.
PACKAGE_NO_RECIPIENT = There is no device to seal the package for; nothing was exported.
    .hint = Finish granting the devices first.
PACKAGE_EXISTS = A package file of this name exists already; it was not overwritten.
    .hint = Choose another folder.
PACKAGE_DISK_FULL = The target disk is full; nothing was exported.
    .hint = Free some space or take another stick.
PACKAGE_IO = The package could not be read or written: {$detail}
    .hint = Check the stick and try again.
PACKAGE_CHAIN = Operation {$sequence} of the package does not continue what is on record. Nothing was changed; the file was put into quarantine.
    .hint = A computer may have been cloned; compare with the sender.
FORMAT_MALFORMED = The data are malformed: {$what}
    .hint = Nothing was changed; ask the sender for it again.
FORMAT_NOT_DETERMINISTIC = The data are not encoded as prescribed: {$what}
    .hint = Nothing was changed; ask the sender for it again.
FORMAT_FORBIDDEN = The data hold something the format forbids: {$what}
    .hint = Nothing was changed; ask the sender for it again.
FORMAT_TRAILING = {$extra} bytes follow the end of the data.
    .hint = Nothing was changed; ask the sender for it again.
FORMAT_TOO_LARGE = The data are larger than the format allows: {$what}
    .hint = Nothing was changed; speak to the sender.
FORMAT_FIELD = A field is missing or has a wrong value: {$what}
    .hint = Nothing was changed; ask the sender for it again.
FORMAT_TOO_NEW = The data come from a newer version: {$what} {$found}
    .hint = Upgrade the program first.
FORMAT_SIGNATURE = A signature does not fit: {$what}
    .hint = Do not use this file, and tell the sender.
FORMAT_SEAL = Personal data do not fit the seal in their operation.
    .hint = Nothing was changed; ask the sender for it again.

## Devices and keys

KEY_FILE_NOT_ONE = This is no device request or grant.
    .hint = Check that it is the right file.
KEY_FILE_SIGNATURE = The signature of the file does not fit: {$what}
    .hint = Do not use this file; have it made again.
KEY_FILE_TOO_NEW = The file comes from a newer version: {$what} {$found}
    .hint = Upgrade the program first.
KEY_FILE_ALTERED = The file is damaged or was altered.
    .hint = Have it made again.
KEYSET_OTHER_ROOT = This keyset was signed under another province's root key; it was not taken.
    .hint = Make sure that it comes from your province.
KEYSET_ROLLBACK = Keyset {$found} is older than {$known}, which is in force; it was not taken.
    .hint = Ask the province for the latest grant.
KEYSET_FORK = There are two different keysets of version {$version}; it was not taken.
    .hint = Tell the province at once.
KEYSET_INCONSISTENT = The keyset contradicts itself: {$what}
    .hint = Ask the province for it again.
GRANT_OTHER_DEVICE = This grant is for another device ({$device}).
    .hint = Accept it on the computer that made the request.
GRANT_GRANTER = The device that signed the grant may not do so ({$device}).
    .hint = Let the province or your office's administrator sign it.
CERTIFICATE_ISSUER = Device {$device} may not certify for office {$office}.
    .hint = Let the province or your office's administrator sign it.
FINGERPRINT_DIFFERS = The fingerprint differs; nothing was granted. It should be {$expected}.
    .hint = Compare it group by group over the telephone; a difference means that the file may have been exchanged.
DEVICE_KNOWN = Device {$device} is on record with another key.
    .hint = Make sure that it is the same computer; revoke the old entry first if need be.
DEVICE_REVOKED = Device {$device} was revoked.
    .hint = Speak to the province.
DEVICE_NOT_GRANTED = This computer has not been granted yet; it cannot exchange packages.
    .hint = Make a request, have the province grant it, then accept the grant.
OFFICE_ROLE = Office {$office} is on record in another role.
    .hint = Compare with the province.

## Demonstration

DEMO_ABSENT = There is no demonstration to remove.
    .hint = Nothing was changed.

## Browser host

LOOPBACK_HOST = The request names another host; it was refused.
    .hint = Open the page from the program's window.
LOOPBACK_ORIGIN = The request comes from another page; it was refused.
    .hint = Open the page from the program's window.
LOOPBACK_KEY = The access key is wrong or has been used up.
    .hint = Close the page and start the program again.
LOOPBACK_NO_BROWSER = No browser was found.
    .hint = Copy the address above into a browser.

## Rosters, forms, applications

IMPORT_STALE = Row {$row} would be decided otherwise since the preview; nothing was imported.
    .hint = Look at the preview again, then import.
FIELD_UNREADABLE = What stands in "{$field}" cannot be read.
    .hint = Enter it in the form shown.
FIELD_ABSENT = This field is empty.
    .hint = There is nothing to show.
REASON_MISSING = The reason is missing.
    .hint = Seeing a whole number needs a reason, which is recorded.
APPLICATION_ABSENT = This person has not applied.
    .hint = Enter the application first.
TEST_MARKS_RANGE = The marks {$marks} are not between 0 and 100.
    .hint = Check the marks.
SCENARIO_DAMAGED = The record of this scenario is damaged and cannot be read.
    .hint = Run the planner again.
DESTINATION_UNKNOWN = No office with the code "{$code}" has been granted.
    .hint = Grant its computer first.
DESTINATION_NEEDED = Several offices have been granted; say which one the package is for.
    .hint = On the command line: --to and the office's code.

## Capacity

BUDGET_AMOUNT = An amount cannot be negative.
    .hint = Check the amount.
BUDGET_DATES = The dates of the money contradict each other: applications end before they begin, or it arrives after its settlement.
    .hint = Check the four dates.
CAPACITY_COURSE = There is no course for the occupation "{$name}" of an open class ({$path}). Nothing was imported.
    .hint = Add the occupation to the courses of the file.
CAPACITY_OCCUPATION = The occupation "{$name}" is unknown ({$path}). Nothing was imported.
    .hint = Use a name of the table of occupations.
CAPACITY_INSTITUTION = The institution "{$name}" of an open class is not in the file. Nothing was imported.
    .hint = Add it to the institutions of the file.
CAPACITY_DAYS = A course takes at least one day, and at most 100 % pass.
    .hint = Check the days and the share.
CAPACITY_IN_USE = {$classes} classes that are not over still use it; it was not removed.
    .hint = Change these classes first.
CAPACITY_KIND = There is no capacity of the kind "{$kind}".
    .hint = Reload the page.
CAPACITY_NAME_MISSING = The name is missing.
    .hint = Enter a name.
CAPACITY_SIZE = The smallest class has at least one person and is not above the largest.
    .hint = Check the class sizes.

## Demand, scenarios, classes, matching

CHOICE_ISSUER_ABSENT = "{$issuer}" has no line that counts here.
    .hint = Reload and choose again.
CHOICE_REASON_MISSING = The reason of the choice is missing.
    .hint = Say why this bulletin counts.
PLAN_PARAMETERS = The planning parameters are damaged and cannot be read.
    .hint = Save them again under settings.
PROPOSAL_ABSENT = The scenario has no proposal {$proposal}.
    .hint = Reload and choose again.
SCENARIO_EMPTY = The scenario has no proposal to accept.
    .hint = Relax the conditions and plan again.
SCENARIO_OUTDATED = Since the plan was made, the class "{$class}" was added for {$occupation}; it was not accepted.
    .hint = Run the planner again.
PROJECT_LINE_STALE = The bulletin of {$issuer} behind the occupation {$occupation} is stale; no project was started.
    .hint = Import the new bulletin first.
CLASS_STARTED = The class began on {$start}; its date can no longer change.
    .hint = A class that has begun is only recorded as it is.
CLASS_STATE = A class cannot go from "{$from}" to "{$to}".
    .hint = Reload to see where the class stands.
ENROLMENT_ABSENT = This person holds no seat in this class.
    .hint = Reload the list.
MATCH_NO_APPLICANTS = There are no applications to match.
    .hint = Enter applications first.
MATCH_RUN_ABSENT = There is no such run.
    .hint = Reload the list.
MATCH_PUBLISHED = This run is published and can no longer change.
    .hint = What changes afterwards goes through the waitlist.
MATCH_SEED_MISSING = The seed of the public lot is missing.
    .hint = Draw it in front of witnesses and enter it.
MATCH_LIST_CHANGED = The list is not the one whose digest was recorded; nothing was published.
    .hint = Close the list again.
DEMO_LOADED = The demonstration county is already loaded.
    .hint = Remove it first to load it again.
DEMO_COUNTY_ONLY = The demonstration is for a county's store.
    .hint = Create a new store in the county's role.
DEMO_DAMAGED = The list of the demonstration is damaged; nothing was changed.
    .hint = Make another store to demonstrate with.

PLAN_FROM = A plan cannot begin on {$from}.
    .hint = Check the year.
DESTINATION_NONE = No office has been granted yet, so there is nobody to send to.
    .hint = Grant the county's computer first.
PACKAGE_AUTHOR = The package holds operations of an unknown device ({$device}). Nothing was changed; the file was put into quarantine.
    .hint = Take in the latest grant first, then import it.
PACKAGE_CHECKPOINT = The package holds operations that their author did not sign. Nothing was changed; the file was put into quarantine.
    .hint = Ask the sender for it again.
CLASS_START_PAST = The start {$start} has passed (today is {$today}).
    .hint = Choose today or a later day.
CAPACITY_ABSENT = There is no such entry of the capacity.
    .hint = It may have been removed; reload.
CAPACITY_SITE = The site "{$name}" of an open class ({$path}) does not belong to its institution. Nothing was imported.
    .hint = Add the site to the institution in the file.
DEMO_DATE = Today's date {$today} cannot be right; the demonstration was not loaded.
    .hint = Set the computer's date.
