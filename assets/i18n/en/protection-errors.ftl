# Findings and complaints, holds, the voluntariness check: what the program says.

STREAM_NOT_OURS = Only the province writes records of this kind ({ $stream }).
    .hint = Nothing was written. Ask the province to do it.
SEALED_NO_READER = There is no handler to seal this to.
    .hint = Nothing was written. Get the handler's key from the province first.
SEALED_TOO_LARGE = This is too long to be sealed.
    .hint = Nothing was written. Shorten it or divide it.
SEALED_NOT_FOR_US = Your key does not open this case; it is sealed to other handlers.
    .hint = The case is unchanged. A handler who can open it has to deal with it.
SEALED_ALTERED = This sealed text is damaged or was altered.
    .hint = Nothing else is affected. Ask the office for a new package.
SEALED_MOVED = This sealed text does not belong to this case; somebody may have moved it.
    .hint = Nothing was shown. Check the store and ask the office for a new package.

HANDLER_PROVINCE_ONLY = Only the province makes handlers' keys.
    .hint = Nothing was changed. The province makes the key and sends it in a package.
HANDLER_PAPER = The key on paper cannot be read.
    .hint = Compare it letter by letter; case and blanks do not matter. The key itself is unchanged.
HANDLER_KEY_UNKNOWN = The public half of this key is not known here.
    .hint = Import the province's package, then try again.
HANDLER_KEY_ABSENT = You have no handler's key on this laptop.
    .hint = Work on the laptop where the key was made, or restore it from paper.
HANDLER_PASSPHRASE = The handler's passphrase is wrong ({ $failures } wrong so far).
    .hint = The cases are unaffected. Try again; every wrong one makes you wait longer. A forgotten one is replaced with the key on paper.
HANDLER_LOCKED = The handler's desk is closed.
    .hint = Type the handler's passphrase to open it.

CASE_NO_HANDLER = No handler's key of the province is known here, so this cannot be sealed.
    .hint = Nothing was written, and what you wrote is still there. Keep it on this laptop under a passphrase of your own, and send it once the province's package is imported.
CASE_NO_IMPARTIAL_HANDLER = All handlers belong to the office concerned and may not deal with this.
    .hint = Nothing was written, and what you wrote is still there. Ask the province for a handler of another office.
CASE_CLOCK_UNKNOWN = No time limit is set ({ $parameter }).
    .hint = Enter this parameter in the settings, then send again; what you wrote is still there.
CASE_WORDS_MISSING = Please write what happened.
    .hint = A few sentences will do: when, where, what.
CASE_WORDS_LONG = The text is too long; at most { $most } characters.
    .hint = Attach the details as a file.
CASE_EVIDENCE_EMPTY = The attached file is empty.
    .hint = Choose the file again.
CASE_EVIDENCE_LARGE = The attached file is too large; at most { $most } KB.
    .hint = Make the picture smaller, or choose the page that matters most.
CASE_EVIDENCE_INCOMPLETE = The attached file has not arrived whole.
    .hint = Nothing else is affected. Import the office's next package.
CASE_OFFICE_CODE = "{ $code }" is not the division code of an office.
    .hint = Six digits; leave it blank if you do not know.
CASE_ABSENT = This case cannot be found.
    .hint = Check the number, or import the newest package first.
CASE_ERASED = The content of this case was destroyed at the end of its retention.
    .hint = Its number and dates remain.
CASE_CONFLICT_OF_INTEREST = You belong to the office concerned and may not deal with this case.
    .hint = Nothing was written. A handler of another office has to deal with it.
CASE_CLOSED = Case { $number } is closed.
    .hint = Nothing was written. Open another case for what is new.
CASE_NOT_DECIDED = Case { $number } has no outcome yet and cannot be closed.
    .hint = Write the outcome first; nothing was written.
CASE_NO_MESSAGE = Case { $number } has no message to the person yet and cannot be closed.
    .hint = Write what the person is told; nothing was written.
CASE_MATTER = There is no matter "{ $matter }".
    .hint = Choose one of the list.
CASE_ENTRY_KIND = There is no entry "{ $kind }".
    .hint = Choose first answer, progress or outcome.
CASE_NO_EVIDENCE = This case has no attached file.
    .hint = There is nothing to save.
DRAFT_ABSENT = This draft cannot be found.
    .hint = Only its author sees a draft.
DRAFT_PASSPHRASE = The draft's passphrase is wrong.
    .hint = The draft is not lost; try again. Nobody opens it without the passphrase.
HOLD_EMPLOYER_MISSING = Name the employer.
    .hint = Nothing was changed.
HOLD_ABSENT = No hold of this case is standing.
    .hint = There is nothing to lift.

DRAW_NO_ASKER = Say who will ask.
    .hint = Askers are people who did not recruit, record or witness for these trainees.
DRAW_SHARE_UNKNOWN = No share is set ({ $parameter }).
    .hint = Enter this parameter in the settings.
DRAW_ABSENT = This round cannot be found.
    .hint = Read the list again.
DRAW_CLOSED = The list of this round is closed.
    .hint = It cannot change any more; start another round if you need one.
DRAW_OPEN = This round has not come so far.
    .hint = First close the list, then draw, then publish.
DRAW_DRAWN = This round was drawn already.
    .hint = The result is unchanged; start another round if you need one.
DRAW_LIST_EMPTY = Nobody has applied yet; the list is empty.
    .hint = Close it when somebody has.
DRAW_SEED_ELSEWHERE = The seed of this round is on another laptop.
    .hint = Go on at the laptop where the round was started.
DRAW_NOT_DRAWN = This person was not drawn.
    .hint = Nothing was written.
DRAW_ASKER_UNKNOWN = There is no such asker.
    .hint = Choose one of this round's askers.
DRAW_ASKER_IN_CHAIN = { $asker } recruited, recorded or witnessed for this person and may not ask.
    .hint = Nothing was written. Somebody else has to ask.
DRAW_TYPIST_IN_CHAIN = { $user } recruited, recorded or witnessed for this person and may not type the answers.
    .hint = Nothing was written. A colleague has to type them.
DRAW_LANGUAGE = Choose the language you asked in.
    .hint = One that the person understands.
DRAW_ANSWER_MISSING = This question has no answer yet.
    .hint = Choose yes, no or not sure.
DRAW_OUTCOME = There is no outcome "{ $outcome }".
    .hint = Choose answered, not reached or did not want to answer.
DRAW_FILE = { $file } is not a published round.
    .hint = Choose the file that was saved when the round was published.
DRAW_METHOD = Unknown method of drawing: { $method }.
    .hint = Check it with the same or a newer version of the program.
DRAW_COMMITMENT = The seed does not match the hash published before.
    .hint = The seed was exchanged; this draw cannot be trusted.
DRAW_ORDER = The list is out of order, or somebody stands on it twice.
    .hint = The list was altered; this draw cannot be trusted.
DRAW_DIGEST = The list does not match the digest of its closing.
    .hint = It was altered after it was closed.
DRAW_SAMPLE = The people drawn are not those that the calculation gives.
    .hint = The sample was altered; this draw cannot be trusted.

TODAY_CASE_ANSWER_LATE = Case { $number }: the first answer was due on { $due }.
TODAY_CASE_DECISION_LATE = Case { $number }: the decision was due on { $due }.
TODAY_CASE_MESSAGES = { $messages ->
    [one] One message waits to be handed to the person.
   *[other] { $messages } messages wait to be handed to the people.
}
TODAY_CASE_DRAFTS = { $drafts ->
    [one] One draft of a report can be sent now.
   *[other] { $drafts } drafts of reports can be sent now.
}
TODAY_CHECK_WAITING = { $people ->
    [one] Voluntariness check: one person has not been asked.
   *[other] Voluntariness check: { $people } people have not been asked.
}
DIALOG_EVIDENCE = Choose a file to attach
    .hint = Pictures, papers, recordings
DIALOG_EVIDENCE_SAVE = Save the attached file
    .hint = Attached file
DIALOG_CHECK = Choose a published round
    .hint = Published round
DIALOG_CHECK_SAVE = Save the published round
    .hint = Published round

CLI_HANDLER_PASSPHRASE_MISSING = No passphrase of the handler's own: name a file with --handler-passphrase-file, or set TONGFU_HANDLER_PASSPHRASE.
CLI_HANDLER_CREATED = The handler's key is made. The key on paper is shown this once; print it and keep it in a sealed envelope: { $paper }
CLI_HANDLER_RESTORED = The handler's key is restored.
CLI_CASE_OPENED = Sealed and recorded as { $number }. First answer by { $answer }, decision by { $decision }.
CLI_CASE_KEPT = No handler's key yet: nothing was recorded; the draft is kept on this laptop under your passphrase.
CLI_CASE_WRITTEN = Case { $number }: { $state }
CLI_CASE_NUMBER = Number
CLI_CASE_CLOCK = Clock
CLI_CASE_OPENED_ON = Recorded
CLI_CASE_ANSWER_DUE = Answer due
CLI_CASE_DECISION_DUE = Decision due
CLI_HOLD_EMPLOYER = Employer
CLI_HOLD_UNNAMED = (not published)
CLI_HOLD_PLACED = Since
CLI_HOLD_LIFTED = Lifted
CLI_CHECK_ROUND = { $round }: { $listed } on the list, { $drawn } drawn, { $reached } answered, { $not_reached } not reached, { $declined } did not want to answer, { $waiting } not asked.
CLI_CHECK_ASKER = Asker
CLI_CHECK_ANSWERED = Recorded.
CLI_CHECK_OFFER = Recorded. One answer was "no": a case can be recorded with case-open, if the person wants it.
CLI_CHECK_PUBLISHED = Written to { $file }; anybody can check it with draw-check.
CLI_CHECK_HOLDS = The draw is true: { $listed } on the list, { $drawn } drawn, as the seed and the digests say.
