//! The table of commands: the one list from which dispatch, the typed methods
//! of [`Session`] and the page's client are made.

use crate::handlers;
use crate::session::Session;
use crate::types::accounts::{
    Account, AccountUnlock, ApprovalDecide, ApprovalItem, AutoLock, HandOverAsk, HandOverItem,
    HandOverList, HandOverSummary, OfficeUsers, PassphraseChange, PeopleExport, PeopleExportAsk,
    ResponsibilityAssign, SessionWho, StoreRecover, UserCreate, UserPassphrase, UserReadmit,
    UserRoleSet,
};
use crate::types::capacity::{Capacity, CapacityItem, CapacityRemove, CapacityReport, Choices};
use crate::types::choice::{
    ChoiceSaved, FormDesk, FormEnter, FormPadPrint, FormPadPrinted, FormSettle, NoticeAsk,
    NoticeSheet, PersonChoice, PrintPerson, StatementSave, VillagePlace, Villager, WishesImport,
    WishesImported, WishesSave,
};
use crate::types::classes::{
    ApplicationSave, ClassDetail, ClassMove, ClassMoved, ClassSummary, MatchRequest, MatchRun,
    ProjectSummary, Seeded,
};
use crate::types::demand::{
    BulletinDetail, BulletinReport, BulletinSummary, CalendarQuery, GapBoard, GapQuery,
    PeakCalendar,
};
use crate::types::drafts::{
    DraftFound, DraftKey, DraftLine, DraftPut, PreferenceName, PreferencePut,
};
use crate::types::duplicates::{Duplicates, DuplicatesQuery, PairDecide, PairOf, PairView};
use crate::types::eligibility::{
    EligibilityAnew, EligibilityAsk, EligibilityStanding, OpenEvidenceLine, ParameterEnd,
    ParameterSave, ParameterSaved, ParametersFound, ParametersQuery, RecheckFound, RecheckRead,
    RecheckStart,
};
use crate::types::entry::{
    EntryCheck, EntryChecked, EntryOf, EntryPaste, EntryPasted, EntrySave, EntrySaved,
    EntrySuggest, EntrySuggestion,
};
use crate::types::erasure::{
    BackupLine, BackupMake, ErasureAssessment, ErasureDone, ErasureLine, PersonErase,
    PersonEraseAsk, RestoreDone, RestoreFrom, RestorePreview, RetentionList, RetentionQuery,
    RetentionRun,
};
use crate::types::exchange::{
    DeviceGrant, DeviceGranted, DeviceRequested, Digests, ExchangeStatus, ExportFor, Exported,
    ImportPreviewPackage, Imported, StoreChecked,
};
use crate::types::imports::{
    ImportLine, ImportSummary, ImportUndo, RosterChoice, RosterLayout, RowsFound, RowsWanted,
    UndoReport,
};
use crate::types::many::{
    PeopleChoices, PeopleChosen, PeopleSaveMany, PeopleSavedMany, SavedFilter,
};
use crate::types::people::{
    ImportFile, ImportReport, PeopleFind, PeopleFound, PersonRecord, PersonSave, PersonSaved,
};
use crate::types::plan::{PlanAccept, PlanAccepted, PlanRun, Scenario, ScenarioSummary};
use crate::types::protection::{
    CaseContent, CaseDecide, CaseDraftKeep, CaseDraftOpen, CaseDraftRow, CaseOpened, CaseReport,
    CheckAnswer, CheckAnswered, CheckDesk, CheckPerson, CheckRound, CheckStart, CheckVerified,
    HandlerCreate, HandlerCreated, HandlerRestore, HandlerRetire, HandlerUnlock, HoldQuestion,
    HoldRow, ProtectionDesk,
};
use crate::types::record::{
    AccessFound, AccessQuery, CertificateSave, DocumentAdd, DocumentContent, Documents,
    HouseholdView, ModuleSave, OfPerson, PersonReveal, Qualifications, RecordChange, RecordSaved,
    Revealed,
};
use crate::types::session::{
    AppState, Failure, FileToken, Id, Language, PickFile, SavedFile, StatusBar, StoreCreate,
    StoreInfo, StoreUnlock, TaskId, TaskStatus, TodayItem, UserAdd,
};
use serde_json::Value;

/// What a generator of clients learns of one command.
pub trait CommandVisitor {
    /// Called once for each command, in the order of the table.
    fn command<P: ts_rs::TS + 'static, R: ts_rs::TS + 'static>(
        &mut self,
        name: &'static str,
        about: &'static str,
    );
}

macro_rules! commands {
    ($($(#[doc = $about:literal])+ $name:ident($params:ty) -> $result:ty = $handler:path;)*) => {
        impl Session {
            $(
                $(#[doc = $about])+
                pub fn $name(&self, params: $params) -> Result<$result, Failure> {
                    self.admit(stringify!($name))
                        .and_then(|()| $handler(self, params))
                        .map_err(|error| self.failure(&error))
                }
            )*

            /// Runs the command `name` with `params` as the page sends them.
            ///
            /// A command without parameters takes `null` or `{}`.
            pub fn call(&self, name: &str, params: Value) -> Result<Value, Failure> {
                match name {
                    $(stringify!($name) => {
                        // Before the parameters are looked at: whoever may not
                        // use it learns that, whatever was sent.
                        self.admit(name).map_err(|error| self.failure(&error))?;
                        let params: $params = self.parameters(name, params)?;
                        let answered = $handler(self, params);
                        self.answer(name, &answered.map_err(|error| self.failure(&error))?)
                    })*
                    _ => Err(self.unknown_command(name)),
                }
            }
        }

        /// Every command's name, in the order of the table.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// Shows every command to `visitor`.
        pub fn visit(visitor: &mut impl CommandVisitor) {
            $(visitor.command::<$params, $result>(stringify!($name), concat!($($about),+));)*
        }
    };
}

commands! {
    /// Where the program stands: which first-run step or screen to show.
    app_state(()) -> AppState = handlers::store::app_state;
    /// Makes the store of an office, opened by the passphrase from then on.
    store_create(StoreCreate) -> StoreInfo = handlers::store::create;
    /// Opens the store.
    store_unlock(StoreUnlock) -> StoreInfo = handlers::store::unlock;
    /// Closes the store and drops its keys from memory.
    store_lock(()) -> AppState = handlers::store::lock;
    /// What the store holds and who uses it.
    store_info(()) -> StoreInfo = handlers::store::info;
    /// Adds somebody who works at this laptop.
    user_add(UserAdd) -> StoreInfo = handlers::store::user_add;
    /// Verifies hash chains, references and folds without changing anything.
    store_check(()) -> StoreChecked = handlers::store::check;
    /// Drops every fold and makes it again from the log.
    store_rebuild(()) -> Digests = handlers::store::rebuild;
    /// The digests of every stream.
    store_digest(()) -> Digests = handlers::store::digest;
    /// Sets the language of every sentence.
    set_language(Language) -> AppState = handlers::store::set_language;
    /// The state of the office, always visible at the top.
    status_bar(()) -> StatusBar = handlers::store::status_bar;
    /// What needs a person, most urgent first.
    today_list(()) -> Vec<TodayItem> = handlers::today::list;
    /// Codes and names for the page's choices.
    choices(()) -> Choices = handlers::capacity::choices;
    /// Lets the person choose a file; null when they cancel.
    pick_file(PickFile) -> Option<FileToken> = handlers::store::pick_file;
    /// The file the program was opened with from the desktop, once.
    opened_file(()) -> Option<FileToken> = handlers::store::opened_file;

    /// Finds people by name, pinyin, initials, the number's tail, phone or place.
    people_find(PeopleFind) -> PeopleFound = handlers::people::find;
    /// One person with history, applications and conflicts.
    person_get(Id) -> PersonRecord = handlers::people::get;
    /// Checks what is typed without saving it.
    person_check(PersonSave) -> PersonSaved = handlers::people::check;
    /// Adds or changes a person; saves nothing when a problem refuses it.
    person_save(PersonSave) -> PersonSaved = handlers::people::save;
    /// Moves a person to the bin.
    person_delete(Id) -> () = handlers::people::delete;
    /// What importing a roster would do.
    people_import_preview(RosterChoice) -> ImportReport = handlers::imports::preview;
    /// Imports a roster.
    people_import_apply(RosterChoice) -> ImportReport = handlers::imports::apply;
    /// Writes the workbook of rejected rows; null when the person cancels.
    people_import_rejects(ImportFile) -> Option<SavedFile> = handlers::imports::rejects;

    /// What importing a bulletin would do.
    demand_import_preview(ImportFile) -> BulletinReport = handlers::demand::import_preview;
    /// Imports a bulletin.
    demand_import_apply(ImportFile) -> BulletinReport = handlers::demand::import_apply;
    /// All bulletins, newest first.
    demand_bulletins(()) -> Vec<BulletinSummary> = handlers::demand::bulletins;
    /// One bulletin with its lines.
    demand_bulletin(Id) -> BulletinDetail = handlers::demand::bulletin;
    /// The gap board between two weeks.
    demand_gaps(GapQuery) -> GapBoard = handlers::demand::gaps;
    /// The peak calendar.
    peak_calendar(CalendarQuery) -> PeakCalendar = handlers::demand::peak_calendar;

    /// Institutions, courses, workshops, permits and budgets.
    capacity_get(()) -> Capacity = handlers::capacity::get;
    /// Adds or changes one of them.
    capacity_save(CapacityItem) -> Capacity = handlers::capacity::save;
    /// Removes one of them.
    capacity_remove(CapacityRemove) -> Capacity = handlers::capacity::remove;
    /// Imports a capacity file.
    capacity_import(ImportFile) -> CapacityReport = handlers::capacity::import;

    /// Starts planning; the task's result is the scenario's id.
    plan_run(PlanRun) -> TaskId = handlers::plan::run;
    /// How far a task is.
    task_status(TaskId) -> TaskStatus = handlers::tasks::status;
    /// Asks a task to stop.
    task_cancel(TaskId) -> TaskStatus = handlers::tasks::cancel;
    /// All scenarios, newest first.
    plan_scenarios(()) -> Vec<ScenarioSummary> = handlers::plan::scenarios;
    /// One scenario whole.
    plan_scenario(Id) -> Scenario = handlers::plan::scenario;
    /// Makes projects and classes of proposals.
    plan_accept(PlanAccept) -> PlanAccepted = handlers::plan::accept;

    /// All classes by start.
    classes_list(()) -> Vec<ClassSummary> = handlers::classes::list;
    /// One class whole.
    class_get(Id) -> ClassDetail = handlers::classes::get;
    /// Moves a class, or answers what moving it would do.
    class_move(ClassMove) -> ClassMoved = handlers::classes::move_class;
    /// All projects.
    projects_list(()) -> Vec<ProjectSummary> = handlers::classes::projects;
    /// Invents applications for the demonstration county.
    applications_seed_demo(()) -> Seeded = handlers::classes::seed_demo;
    /// Saves a person's ranked choice of classes.
    application_save(ApplicationSave) -> () = handlers::classes::application_save;
    /// Matches applications to seats, published or as a trial.
    classes_match(MatchRequest) -> MatchRun = handlers::classes::run_match;
    /// Published runs, newest first, without their results.
    match_runs(()) -> Vec<MatchRun> = handlers::classes::match_runs;
    /// One published run whole.
    match_run(Id) -> MatchRun = handlers::classes::match_run;

    /// What was sent, received, acknowledged, refused.
    exchange_status(()) -> ExchangeStatus = handlers::exchange::status;
    /// Writes a package; null when the person cancels.
    exchange_export(()) -> Option<Exported> = handlers::exchange::export;
    /// The same at the province, for one office; null when the person cancels.
    exchange_export_for(ExportFor) -> Option<Exported> = handlers::exchange::export_for;
    /// What importing a package would change.
    exchange_preview(ImportFile) -> ImportPreviewPackage = handlers::exchange::preview;
    /// Imports a package; a refused one is copied to quarantine.
    exchange_import(ImportFile) -> Imported = handlers::exchange::import;
    /// Writes this laptop's request; null when the person cancels.
    device_request(()) -> Option<DeviceRequested> = handlers::exchange::device_request;
    /// Grants a request; null when the person cancels.
    device_grant(DeviceGrant) -> Option<DeviceGranted> = handlers::exchange::device_grant;
    /// Takes a grant in.
    device_accept(ImportFile) -> ExchangeStatus = handlers::exchange::device_accept;

    /// Starts loading the demonstration county.
    demo_load(()) -> TaskId = handlers::demo::load;
    /// Removes the demonstration county.
    demo_remove(()) -> AppState = handlers::demo::remove;

    /// Pairs of entries that may be one person, the most alike first.
    duplicates_list(DuplicatesQuery) -> Duplicates = handlers::duplicates::list;
    /// Two entries side by side.
    duplicates_pair(PairOf) -> PairView = handlers::duplicates::pair;
    /// Decides of two entries: one person, two, or takes the decision back.
    duplicates_decide(PairDecide) -> PairView = handlers::duplicates::decide;
    /// Whether a person is eligible, why, and what was decided.
    eligibility_check(EligibilityAsk) -> EligibilityStanding = handlers::eligibility::check;
    /// Decides anew about a person, with a reason; the earlier decision stays.
    eligibility_decide_anew(EligibilityAnew) -> EligibilityStanding = handlers::eligibility::decide_anew;
    /// Whose decision stands on missing evidence.
    eligibility_open_evidence(()) -> Vec<OpenEvidenceLine> = handlers::eligibility::open_evidence;
    /// Starts a re-check of everybody; the task's result is read with the next command.
    eligibility_recheck(RecheckStart) -> TaskId = handlers::eligibility::recheck;
    /// Whom a re-check found affected.
    eligibility_recheck_read(RecheckRead) -> RecheckFound = handlers::eligibility::recheck_read;
    /// Parameters, entered and shipped.
    parameters_list(ParametersQuery) -> ParametersFound = handlers::parameters::list;
    /// Adds a parameter, or puts it in the place of one that ends the day before.
    parameter_save(ParameterSave) -> ParameterSaved = handlers::parameters::save;
    /// Ends an entered parameter.
    parameter_end(ParameterEnd) -> () = handlers::parameters::end;
    /// Who can open the store on this laptop, and how long each must wait.
    accounts_list(()) -> Vec<Account> = handlers::accounts::list;
    /// Opens the store as one of them.
    account_unlock(AccountUnlock) -> StoreInfo = handlers::accounts::unlock;
    /// Opens the store with the printed code and sets the administrator's passphrase.
    store_recover(StoreRecover) -> StoreInfo = handlers::accounts::recover;
    /// Another user takes over; the store stays open.
    account_switch(AccountUnlock) -> SessionWho = handlers::accounts::switch;
    /// Who works, and what their role may not do.
    session_who(()) -> SessionWho = handlers::accounts::who;
    /// Changes one's own passphrase.
    passphrase_change(PassphraseChange) -> () = handlers::accounts::passphrase_change;
    /// Sets after how many idle minutes this laptop locks the store.
    auto_lock_set(AutoLock) -> SessionWho = handlers::accounts::auto_lock_set;
    /// The users of the office.
    users_list(()) -> OfficeUsers = handlers::accounts::users_list;
    /// Adds a user with a role, and a passphrase for this laptop.
    user_create(UserCreate) -> OfficeUsers = handlers::accounts::user_create;
    /// Gives a user another role.
    user_role_set(UserRoleSet) -> OfficeUsers = handlers::accounts::user_role_set;
    /// Ends a user's work.
    user_suspend(Id) -> OfficeUsers = handlers::accounts::user_suspend;
    /// Lets a suspended user work again.
    user_readmit(UserReadmit) -> OfficeUsers = handlers::accounts::user_readmit;
    /// Gives a user a new passphrase on this laptop.
    user_passphrase(UserPassphrase) -> OfficeUsers = handlers::accounts::user_passphrase;
    /// All requests for a second person's approval, the newest first.
    approvals_list(()) -> Vec<ApprovalItem> = handlers::approvals::list;
    /// Decides on a request, oneself or another with their passphrase.
    approval_decide(ApprovalDecide) -> ApprovalItem = handlers::approvals::decide;
    /// Asks for an approval of the list of people with whole numbers.
    people_export_ask(PeopleExportAsk) -> ApprovalItem = handlers::approvals::export_ask;
    /// Writes the list of people as a workbook; null when the person cancels.
    people_export(PeopleExport) -> Option<SavedFile> = handlers::approvals::people_export;
    /// What a user is responsible for.
    responsibilities(Id) -> Vec<HandOverItem> = handlers::hand_over::responsibilities;
    /// Makes a user responsible for a thing.
    responsibility_assign(ResponsibilityAssign) -> () = handlers::hand_over::assign;
    /// Gives everything open of one user to another.
    hand_over(HandOverAsk) -> HandOverList = handlers::hand_over::hand_over;
    /// All hand-overs, the newest first.
    hand_overs(()) -> Vec<HandOverSummary> = handlers::hand_over::all;
    /// One hand-over with its list.
    hand_over_get(Id) -> HandOverList = handlers::hand_over::get;
    /// Writes the list of a hand-over as a workbook; null when the person cancels.
    hand_over_save(Id) -> Option<SavedFile> = handlers::hand_over::save;
    /// What erasing a person would do: what goes now, what stays and until when.
    person_erasure_assess(Id) -> ErasureAssessment = handlers::erasure::assess;
    /// Asks a second person to agree to an erasure.
    person_erase_ask(PersonEraseAsk) -> ApprovalItem = handlers::erasure::ask;
    /// Erases a person, or locks what must be kept until a duty is over.
    person_erase(PersonErase) -> ErasureDone = handlers::erasure::erase;
    /// Every erasure request and every erasure; never a name.
    erasures_list(()) -> Vec<ErasureLine> = handlers::erasure::list;
    /// Takes an erasure request back while the record is locked.
    erasure_withdraw(Id) -> () = handlers::erasure::withdraw;
    /// Whose record may be erased when, the earliest first.
    retention_list(RetentionQuery) -> RetentionList = handlers::erasure::retention;
    /// Erases every locked record whose duty is over.
    retention_run(()) -> RetentionRun = handlers::erasure::retention_run;
    /// Every backup of this store, newest first.
    backups_list(()) -> Vec<BackupLine> = handlers::erasure::backups;
    /// Makes a backup; null when the person cancels.
    backup_make(BackupMake) -> Option<BackupLine> = handlers::erasure::backup_make;
    /// Takes a backup that was destroyed off the list.
    backup_forget(Id) -> Vec<BackupLine> = handlers::erasure::backup_forget;
    /// Looks into a backup without changing anything.
    restore_look(RestoreFrom) -> RestorePreview = handlers::erasure::restore_look;
    /// Puts a backup in the store's place and closes the store.
    restore_apply(RestoreFrom) -> RestoreDone = handlers::erasure::restore;
    /// Cases by number and clock, holds, messages, drafts, handlers.
    protection_desk(()) -> ProtectionDesk = handlers::protection::desk;
    /// Records a finding or complaint, sealed to the province's handlers.
    case_open(CaseReport) -> CaseOpened = handlers::protection::case_open;
    /// Keeps a report that cannot be sealed yet, under its author's passphrase.
    case_draft_keep(CaseDraftKeep) -> CaseDraftRow = handlers::protection::draft_keep;
    /// The report of a draft; its evidence as a token.
    case_draft_open(CaseDraftOpen) -> CaseReport = handlers::protection::draft_open;
    /// Throws a draft away.
    case_draft_forget(Id) -> () = handlers::protection::draft_forget;
    /// Makes the handler's key of the user who works.
    handler_create(HandlerCreate) -> HandlerCreated = handlers::protection::handler_create;
    /// Takes a printed handler's key in.
    handler_restore(HandlerRestore) -> () = handlers::protection::handler_restore;
    /// Ends a handler's key.
    handler_retire(HandlerRetire) -> () = handlers::protection::handler_retire;
    /// Opens the handler's desk.
    handler_unlock(HandlerUnlock) -> () = handlers::protection::handler_unlock;
    /// Closes the handler's desk and drops the keys.
    handler_lock(()) -> () = handlers::protection::handler_lock;
    /// Reads a case at the handler's desk.
    case_read(Id) -> CaseContent = handlers::protection::case_read;
    /// Saves a case's evidence as a file; null when the handler cancels.
    case_evidence(Id) -> Option<SavedFile> = handlers::protection::case_evidence;
    /// Writes into a case, tells the person, holds, lifts, closes.
    case_decide(CaseDecide) -> CaseContent = handlers::protection::case_decide;
    /// Records that a message was handed over.
    case_message_given(Id) -> () = handlers::protection::message_given;
    /// Holds that stop new placements with an employer.
    holds_for(HoldQuestion) -> Vec<HoldRow> = handlers::protection::holds_for;
    /// Rounds of the voluntariness check with their counts.
    check_desk(()) -> CheckDesk = handlers::voluntariness::desk;
    /// Commits to a seed for a new round.
    check_start(CheckStart) -> CheckRound = handlers::voluntariness::start;
    /// Closes a round's list: everybody who applied or holds a seat.
    check_close(Id) -> CheckRound = handlers::voluntariness::close;
    /// Draws a closed round.
    check_draw(Id) -> CheckRound = handlers::voluntariness::draw;
    /// Who of a round is to be asked, by whom.
    check_people(Id) -> Vec<CheckPerson> = handlers::voluntariness::people;
    /// Records what came of asking somebody.
    check_answer(CheckAnswer) -> CheckAnswered = handlers::voluntariness::answer;
    /// Saves a drawn round for anybody to check; null when the person cancels.
    check_publish(Id) -> Option<SavedFile> = handlers::voluntariness::publish;
    /// Repeats the draw of a published round.
    check_verify(ImportFile) -> CheckVerified = handlers::voluntariness::verify;
    /// What a person was told, asked and wished for, with the texts of today.
    choice_person(Id) -> PersonChoice = handlers::choice::person;
    /// Records an answer; a later one counts, the earlier ones stay.
    choice_state(StatementSave) -> ChoiceSaved = handlers::choice::state;
    /// Townships and villages on record.
    wishes_places(()) -> Vec<VillagePlace> = handlers::choice::places;
    /// Everybody of a village with what they wish for.
    wishes_village(VillagePlace) -> Vec<Villager> = handlers::choice::village;
    /// Records a survey of one person.
    wishes_save(WishesSave) -> ChoiceSaved = handlers::choice::wishes_save;
    /// Imports a roster as one round of the survey.
    wishes_import(WishesImport) -> WishesImported = handlers::choice::wishes_import;
    /// Pads of numbered forms and what became of every number.
    form_desk(()) -> FormDesk = handlers::choice::desk;
    /// Prints a pad; null when the person cancels, and no number is used then.
    form_pad_print(FormPadPrint) -> Option<FormPadPrinted> = handlers::printing::pad;
    /// What stands against entering a form, without saving it.
    form_check(FormEnter) -> ChoiceSaved = handlers::choice::form_check;
    /// Enters a filled form, with classes as the person's application.
    form_enter(FormEnter) -> ChoiceSaved = handlers::choice::form_enter;
    /// Says of a blank form that it came back or is void.
    form_settle(FormSettle) -> ChoiceSaved = handlers::choice::form_settle;
    /// Prints everything held about a person; null when cancelled.
    print_own_record(PrintPerson) -> Option<SavedFile> = handlers::printing::own_record;
    /// Prints the notices and consents for a person; null when cancelled.
    print_consent_sheet(PrintPerson) -> Option<SavedFile> = handlers::printing::consent_sheet;
    /// The public list of a class, exactly as it is printed.
    notice_preview(NoticeAsk) -> NoticeSheet = handlers::printing::notice_preview;
    /// Prints the public list of a class; null when cancelled.
    print_notice(NoticeAsk) -> Option<SavedFile> = handlers::printing::notice;
    /// The header of a roster with its mapping, to be looked at and changed.
    people_import_layout(RosterChoice) -> RosterLayout = handlers::imports::layout;
    /// Starts reading and deciding a roster; nothing is written.
    people_import_prepare(RosterChoice) -> TaskId = handlers::imports::prepare;
    /// What a prepared import would do, or did.
    people_import_summary(ImportFile) -> ImportSummary = handlers::imports::summary;
    /// A page of the rows of a prepared import.
    people_import_rows(RowsWanted) -> RowsFound = handlers::imports::rows;
    /// Starts writing a prepared import; the task's result is its id.
    people_import_commit(ImportFile) -> TaskId = handlers::imports::commit;
    /// Drops what was read of a file.
    people_import_forget(ImportFile) -> () = handlers::imports::forget;
    /// All imports, newest first.
    people_imports(()) -> Vec<ImportLine> = handlers::imports::list;
    /// What undoing an import would do, and what stands against it.
    people_import_undo_preview(Id) -> UndoReport = handlers::imports::undo_preview;
    /// Starts undoing an import.
    people_import_undo(ImportUndo) -> TaskId = handlers::imports::undo;
    /// Keeps half-typed work; it is its user's alone.
    draft_put(DraftPut) -> () = handlers::drafts::put;
    /// Half-typed work of the user who works; null when there is none.
    draft_get(DraftKey) -> Option<DraftFound> = handlers::drafts::get;
    /// Whose half-typed work lies on this laptop, the latest first.
    drafts_list(()) -> Vec<DraftLine> = handlers::drafts::list;
    /// Forgets half-typed work.
    draft_drop(DraftKey) -> () = handlers::drafts::drop_draft;
    /// How the user who works likes a screen; null when never said.
    preference_get(PreferenceName) -> Option<String> = handlers::drafts::preference;
    /// Keeps how the user who works likes a screen.
    preference_put(PreferencePut) -> () = handlers::drafts::set_preference;
    /// Checks rows of a sheet that were typed, changed or removed.
    entry_check(EntryCheck) -> EntryChecked = handlers::entry::check;
    /// What may be meant by what is typed, the most used first.
    entry_suggest(EntrySuggest) -> Vec<EntrySuggestion> = handlers::entry::suggest;
    /// Reads a block from the clipboard into fields.
    entry_paste(EntryPaste) -> EntryPasted = handlers::entry::paste;
    /// Saves every sound row of a sheet as one action.
    entry_save(EntrySave) -> TaskId = handlers::entry::save;
    /// What saving a sheet did, once its task is done; said once.
    entry_saved(EntryOf) -> EntrySaved = handlers::entry::saved;
    /// The household of a person with its members; null where none is recorded.
    person_household(Id) -> Option<HouseholdView> = handlers::record::household;
    /// Every write of every field of a person and their household, newest first.
    person_history(Id) -> Vec<RecordChange> = handlers::record::history;
    /// The whole value of a masked field; that it was looked at is recorded.
    person_reveal(PersonReveal) -> Revealed = handlers::record::reveal;
    /// Who looked at a person's masked values, the latest first.
    person_access(Id) -> AccessFound = handlers::record::person_access;
    /// Who looked at masked values, when and why, the latest first.
    access_log(AccessQuery) -> AccessFound = handlers::record::access_log;
    /// Writes the access log as a workbook; null when the person cancels.
    access_log_save(AccessQuery) -> Option<SavedFile> = handlers::record::access_log_save;
    /// The documents of a person, without their bytes.
    documents_list(Id) -> Documents = handlers::attachments::documents;
    /// Adds a document from a chosen file.
    document_add(DocumentAdd) -> RecordSaved = handlers::attachments::document_add;
    /// A picture for the page to show.
    document_content(Id) -> DocumentContent = handlers::attachments::document_content;
    /// Writes a document as a file; null when the person cancels.
    document_save(Id) -> Option<SavedFile> = handlers::attachments::document_save;
    /// Removes a document.
    document_remove(Id) -> () = handlers::attachments::document_remove;
    /// Certificates that a person holds and modules completed earlier.
    qualifications_list(Id) -> Qualifications = handlers::attachments::qualifications;
    /// Adds or changes a certificate.
    certificate_save(CertificateSave) -> RecordSaved = handlers::attachments::certificate_save;
    /// Removes a certificate.
    certificate_remove(OfPerson) -> () = handlers::attachments::certificate_remove;
    /// Adds or changes a completed module.
    module_save(ModuleSave) -> RecordSaved = handlers::attachments::module_save;
    /// Removes a completed module.
    module_remove(OfPerson) -> () = handlers::attachments::module_remove;
    /// Finds people like `people_find`, of those whom a filter chooses.
    people_chosen(PeopleChosen) -> PeopleFound = handlers::many::find;
    /// What a filter and a change of many may name, and the user's saved filters.
    people_choices(()) -> PeopleChoices = handlers::many::choices;
    /// Keeps a filter of the user under a name, in the place of one so called.
    people_filter_save(SavedFilter) -> PeopleChoices = handlers::many::filter_save;
    /// Forgets a filter of the user, by its name.
    people_filter_remove(Id) -> PeopleChoices = handlers::many::filter_remove;
    /// Changes a few fields of many people in one action, all of them or none.
    people_save_many(PeopleSaveMany) -> PeopleSavedMany = handlers::many::save;
}
