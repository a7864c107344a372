# What the rules say: problems of rows, notices, reasons of planning and matching, today, dialogs, stages.

## Identity documents and people

ID_CHECK = The check digit of the ID number {$number} is wrong; most likely one digit was miscopied.
    .hint = Compare it with the card digit by digit.
ID_DATE = The birth date in the ID number {$number} does not exist or lies in the future.
    .hint = Compare digits 7 to 14 with the card.
ID_ROUNDED = The spreadsheet has rounded the ID number {$number} as a quantity; its last digits are lost and cannot be restored.
    .hint = Set the column to "text" and type the number again from the card.
ID_MISSING = The ID number is missing.
    .hint = Enter the ID number.
NAME_MISSING = The name is missing.
    .hint = Enter the name.
ID_SEX = The sex "{$written}" disagrees with the ID number; the row was taken.
    .hint = One click makes it agree with the number.
ID_BIRTH = The birth date "{$written}" disagrees with the ID number, which says {$by_number}; the row was taken.
    .hint = One click makes it agree with the number.
ID_15 = The old number of 15 digits became one of 18: {$number}.
    .hint = Confirm it with the new card.
ID_AREA_UNKNOWN = The area code {$area} of the ID number is not in the table; the row was taken.
    .hint = This happens when divisions change; look whether it was miscopied.
CATEGORY_UNKNOWN = The category "{$category}" is unknown; it was taken as written.
    .hint = Choose one in force today: {$options}
VALUE_UNREAD = "{$written}" in "{$field}" cannot be read; the row was taken without it.
    .hint = Write it another way, or fill it in on the record.
PHONE_UNUSUAL = The phone number has an unusual length; it was taken.
    .hint = Look whether it was miscopied.
BANK_CARD_CHECK = The check digit of the bank card does not hold; it was taken.
    .hint = Compare it with the card.
PASSPORT_UNUSUAL = The passport number looks unusual; it was taken.
    .hint = Compare it with the passport.

## Lines of bulletins

LINE_REGION_UNKNOWN = The region "{$text}" is unknown.
    .hint = Name a region or city of Kazakhstan.
LINE_REGION_MISSING = The region is missing.
    .hint = Name a region or city of Kazakhstan.
LINE_OCCUPATION_UNKNOWN = The occupation "{$text}" is unknown.
    .hint = Use a name of the table of occupations.
LINE_OCCUPATION_MISSING = The occupation is missing.
    .hint = Name the occupation that is short of people.
LINE_HEADCOUNT = The headcount "{$text}" is no positive whole number.
    .hint = Enter the number of people.
LINE_DATE = The date "{$text}" is missing or cannot be read.
    .hint = Write it as 2027-03-01.
LINE_DATE_YEAR = The date "{$text}" has no year.
    .hint = Add the year; a season over the turn of the year needs it.
LINE_ORDER = The end lies before the start, or the peak outside the season ({$text}); the line cannot be taken.
    .hint = Check the four dates; a season over the turn of the year needs its years.
LINE_SEASON_UNKNOWN = The season calendar has no "{$text}".
    .hint = Write the first and the last day.
LINE_YEAR_ASSUMED = "{$text}" has no year; its next occurrence was taken.
    .hint = Look whether the year is right.
LINE_WAGE = The wage "{$text}" cannot be read, or its highest lies below its lowest.
    .hint = Write tenge a month, such as 250000–320000.
LINE_WAGE_MISSING = The wage is missing.
    .hint = Without it no gain can be counted; ask the port.
LINE_WAGE_CURRENCY = The wage "{$text}" is not in tenge; it was left out.
    .hint = Convert it to tenge a month.
LINE_COLLECTED = The date of collection "{$text}" cannot be read; the bulletin's own counts.
    .hint = Check the date of collection.
BULLETIN_ISSUER_MISSING = The bulletin does not name its port.
    .hint = Name the port in the title or above the table.
BULLETIN_QUARTER_MISSING = The bulletin does not name its quarter.
    .hint = Name it in the title.
BULLETIN_QUARTER_CONFLICT = The bulletin names different quarters: {$text}
    .hint = Make sure which quarter it is.
BULLETIN_NO_LINES = The bulletin has no lines.
    .hint = Check that it is the right file or sheet.
BULLETIN_CURRENCY = The bulletin gives its currency as "{$text}".
    .hint = Make sure that wages are tenge a month.
BULLETIN_DATE_MISSING = The bulletin has no date; today counts.
    .hint = Check the date of collection.
BULLETIN_TOTAL = The total written, "{$text}", is not the sum of the lines.
    .hint = Compare with the port.

## Planning: what binds

PLAN_BINDS_ROOMS = {$name}: one more room from {$from} to {$to} would bring {$price} yuan.
PLAN_BINDS_BEDS = {$name}: one more bed from {$from} to {$to} would bring {$price} yuan.
PLAN_BINDS_WORKSHOPS = {$name}: one more workshop for "{$occupation}" from {$from} to {$to} would bring {$price} yuan.
PLAN_BINDS_INSTRUCTORS = {$name}: one more instructor for "{$occupation}" from {$from} to {$to} would bring {$price} yuan.
PLAN_BINDS_CONTAINERS = Mobile workshop {$name}: one more of its kind from {$from} to {$to} would bring {$price} yuan.
PLAN_BINDS_BUDGET = Money "{$name}": one more yuan would bring {$price} yuan.
PLAN_BINDS_PERMITS = Work permits "{$name}": one more would bring {$price} yuan.
PLAN_BINDS_DEMAND = Demand for "{$occupation}" in {$name}: one more person would bring {$price} yuan.
PLAN_BINDS_PEOPLE = People willing to be trained ({$name}): one more would bring {$price} yuan.
PLAN_BINDS_INTEREST = People who wish to learn "{$occupation}" ({$name}): one more would bring {$price} yuan.
PLAN_BINDS_OTHER = {$name}: one unit more would bring {$price} yuan.

UNSERVED_TOO_LATE = {$region}, "{$occupation}": {$heads} missing ({$from} to {$to}): it is too late to start a class.
UNSERVED_PERMITS = {$region}, "{$occupation}": {$heads} missing ({$from} to {$to}): the work permits are used up.
UNSERVED_SEATS = {$region}, "{$occupation}": {$heads} missing ({$from} to {$to}): no room, bed or mobile workshop is free.
UNSERVED_INSTRUCTORS = {$region}, "{$occupation}": {$heads} missing ({$from} to {$to}): no instructor is free.
UNSERVED_MONEY = {$region}, "{$occupation}": {$heads} missing ({$from} to {$to}): the money that may pay is used up.
UNSERVED_PEOPLE = {$region}, "{$occupation}": {$heads} missing ({$from} to {$to}): too few people wish to learn it.
UNSERVED_NOT_WORTH = {$region}, "{$occupation}": {$heads} missing ({$from} to {$to}): training would cost more than it brings.
UNSERVED_NO_COURSE = {$region}, "{$occupation}": {$heads} missing ({$from} to {$to}): the county has no such course.

## Matching: everybody's reasons

MATCH_FIRST_CHOICE = Placed in the first choice.
MATCH_PLACED = Placed in choice number {$preference}.
MATCH_NOT_PLACED = Not placed.
MATCH_CUTOFF = {$class}: the cutoff of the {$slot} is {$cutoff}, yours is {$own}{$position ->
        [none] .
       *[other] ; number {$position} on its waitlist.
    }
MATCH_LOTTERY = {$class}: the cutoff of the {$slot} is {$cutoff}, yours is {$own} too and the public lot decided{$position ->
        [none] .
       *[other] ; number {$position} on its waitlist.
    }
MATCH_CUTOFF_WITHHELD = {$class}: full (few were placed, so the cutoff is not published){$position ->
        [none] .
       *[other] ; number {$position} on its waitlist.
    }
MATCH_FULL = {$class}: it has no seats.
MATCH_CLOSED = {$class}: fewer than {$smallest} applied, so the class is closed.
MATCH_NO_PREFERENCE = No class was asked for that could be given.
MATCH_SLOT_OPEN = open seats

## Today

TODAY_CLASS_LATE = {$class}: ready on {$ready}, {$days} days after its window opens on {$window}.
TODAY_CLASS_TIGHT = {$class}: ready on {$ready}, only {$days} days before its window opens.
TODAY_LAST_START = {$occupation} ({$region}): the last safe start is {$date}, in {$days} days; {$gap} people are still missing.
TODAY_BULLETIN_STALE = The bulletin of {$issuer} ({$quarter}) is stale; import the new one.
TODAY_NO_BULLETIN = There is no bulletin yet; import one from a port.
TODAY_NO_CAPACITY = There is no capacity yet; enter schools, sites, instructors and money.
TODAY_NO_PEOPLE = There is nobody yet; import a roster.
TODAY_UNACKNOWLEDGED = The province has not acknowledged {$operations} operations; export a package.
TODAY_CONFLICTS = Two computers disagree in {$cases} places; you decide.
TODAY_NOT_GRANTED = The province has not granted this computer; it cannot exchange packages.
TODAY_QUARANTINE = {$files} refused packages lie in quarantine.
TODAY_PLAN_WAITING = The scenario "{$scenario}" has not been accepted.
TODAY_UNMATCHED = {$applications} applications have not been matched.
TODAY_DISPUTED = {$occupation}: two bulletins disagree; the larger figure counts for now.

## Dialogs: title and kind of file

REJECTS_REASON = Why it was not taken
REJECTS_FILE = {$file}-rejected

DIALOG_ROSTER = Choose a roster
    .hint = Roster (xlsx, xls, ods, csv)
DIALOG_BULLETIN = Choose a bulletin
    .hint = Bulletin (xlsx, xls, ods, csv)
DIALOG_CAPACITY = Choose a capacity file
    .hint = Capacity file (json)
DIALOG_PACKAGE = Choose a package
    .hint = Tongfu package (tongfu)
DIALOG_REQUEST = Choose a device request
    .hint = Device request (tongfu-request)
DIALOG_GRANT = Choose a grant
    .hint = Grant (tongfu-grant)
DIALOG_REJECTS = Save the rejected rows
    .hint = Excel workbook (xlsx)
DIALOG_EXPORT = Choose a folder for the package
    .hint = Folder
DIALOG_REQUEST_SAVE = Save the device request
    .hint = Device request (tongfu-request)
DIALOG_GRANT_SAVE = Save the grant
    .hint = Grant (tongfu-grant)

## Stages of tasks

STAGE_DERIVE = Reading the county's data
STAGE_RELAXATION = Solving the linear relaxation
STAGE_CUTS = Tightening the bound
STAGE_DIVE = Rounding
STAGE_NEIGHBOURHOOD = Searching the neighbourhood
STAGE_SEARCH = Searching whole plans
STAGE_SAVE = Saving

## Findings of the store's check

CHECK_FOLD = The tables of the stream {$stream} disagree with the log.
    .hint = "Rebuild" makes them again from the log.
CHECK_FILE = The file has a fault: {$detail}
    .hint = Restore the latest backup.
CHECK_CHAIN = Operation {$sequence} of device {$device} does not continue its chain.
    .hint = Compare with the province.
CHECK_SEAL = The personal data of operation {$operation} do not fit their seal.
    .hint = Restore the latest backup.

## Problems of forms and applications

PERSON_EXISTS = This person is on record already.
    .hint = Open the record there is.
PERSON_SAME_NUMBER = This number is on record under another name.
    .hint = Compare it with the card.
PERSON_SAME_NAME = Somebody of this name and birth date is on record.
    .hint = Look whether it is the same person.
APPLICATION_EMPTY = No class was chosen.
    .hint = Choose at least one class.
APPLICATION_PERSON_ABSENT = The applicant is not on record.
    .hint = Enter the person first.
APPLICATION_TWICE = A class was chosen twice.
    .hint = Take one of them out.
APPLICATION_CLASS_ABSENT = A chosen class does not exist.
    .hint = Reload the list of classes.
APPLICATION_CLASS_NOT_OPEN = This class takes no applications.
    .hint = Choose a class that does.
APPLICATION_UNDER_AGE = Under 18 on {$start}, when the class begins; a class for work abroad is not open to minors.
    .hint = Minors train only with a guardian's consent.
APPLICATION_AGE_UNKNOWN = The birth date is unknown, so nobody can say whether the person is 18.
    .hint = Enter the ID number first.

## Groups of need

GROUP_MONITORED = monitored households
GROUP_LOW_INCOME = low income
GROUP_OTHER = others

## Moving a class

CLASS_LATE = It would be ready {$days} days after its window opens.
CLASS_MONEY_LATE = The money "{$source}" arrives on {$released}, after the class begins.

## Notices on lines of bulletins

LINE_WEEKLESS = There is no Thursday in "{$text}", so it counts in no week.
    .hint = Check the first and the last day.
LINE_LONG = The season lasts {$days} days; the year may be wrong.
    .hint = Check the year.
LINE_TWICE = It has the region, occupation and dates of row {$of_row}.
    .hint = Make sure that it was not entered twice.

## Kinds of reserved seat

MATCH_SLOT_MONITORED = seats reserved for monitored households
MATCH_SLOT_LOW_INCOME = seats reserved for low income
MATCH_SLOT_FEMALE = seats reserved for women

## Loading the demonstration

STAGE_DEMO_PEOPLE = Entering the people of the demonstration
STAGE_DEMO_BULLETINS = Entering the bulletins of the demonstration
STAGE_DEMO_CAPACITY = Entering the capacity of the demonstration

## Names of columns

COLUMN_name = name
COLUMN_document_number = ID number
COLUMN_region = region
COLUMN_occupation = occupation
COLUMN_headcount = headcount
COLUMN_start = first day
COLUMN_end = last day

## What limits a class

QUOTA_GAP = The gap limits it to {$seats} people.
QUOTA_PERMITS = Work permits limit it to {$seats} people.
QUOTA_SEATS = Seats and rooms of the site limit it to {$seats} people.
QUOTA_INSTRUCTORS = Instructors limit it to {$seats} people.
QUOTA_BUDGET = Money limits it to {$seats} people.
QUOTA_CONTAINER = The mobile workshop limits it to {$seats} people.
QUOTA_CLASS_SIZE = The largest class size limits it to {$seats} people.
CLASS_INSTRUCTOR = No instructor is free on those days.
CLASS_ROOM = No room or seat is free on those days.
CLASS_WORKSHOP = The mobile workshop is used elsewhere on those days.
