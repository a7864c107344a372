//! The table of commands: the one list from which dispatch, the typed methods
//! of [`Session`] and the page's client are made.

use crate::handlers;
use crate::session::Session;
use crate::types::capacity::{Capacity, CapacityItem, CapacityRemove, CapacityReport, Choices};
use crate::types::classes::{
    ApplicationSave, ClassDetail, ClassMove, ClassMoved, ClassSummary, MatchRequest, MatchRun,
    ProjectSummary, Seeded,
};
use crate::types::demand::{
    BulletinDetail, BulletinReport, BulletinSummary, CalendarQuery, GapBoard, GapQuery,
    PeakCalendar,
};
use crate::types::duplicates::{Duplicates, DuplicatesQuery, PairDecide, PairOf, PairView};
use crate::types::eligibility::{
    EligibilityAnew, EligibilityAsk, EligibilityStanding, OpenEvidenceLine, ParameterEnd,
    ParameterSave, ParameterSaved, ParametersFound, ParametersQuery, RecheckFound, RecheckRead,
    RecheckStart,
};
use crate::types::exchange::{
    DeviceGrant, DeviceGranted, DeviceRequested, Digests, ExchangeStatus, ExportFor, Exported,
    ImportPreviewPackage, Imported, StoreChecked,
};
use crate::types::many::{
    PeopleChoices, PeopleChosen, PeopleSaveMany, PeopleSavedMany, SavedFilter,
};
use crate::types::people::{
    ImportFile, ImportReport, PeopleFind, PeopleFound, PersonRecord, PersonSave, PersonSaved,
};
use crate::types::plan::{PlanAccept, PlanAccepted, PlanRun, Scenario, ScenarioSummary};
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
                    $handler(self, params).map_err(|error| self.failure(&error))
                }
            )*

            /// Runs the command `name` with `params` as the page sends them.
            ///
            /// A command without parameters takes `null` or `{}`.
            pub fn call(&self, name: &str, params: Value) -> Result<Value, Failure> {
                match name {
                    $(stringify!($name) => {
                        let params: $params = self.parameters(name, params)?;
                        self.answer(name, &self.$name(params)?)
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
    people_import_preview(ImportFile) -> ImportReport = handlers::people::import_preview;
    /// Imports a roster.
    people_import_apply(ImportFile) -> ImportReport = handlers::people::import_apply;
    /// Writes the workbook of rejected rows; null when the person cancels.
    people_import_rejects(ImportFile) -> Option<SavedFile> = handlers::people::import_rejects;

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

    /// The household of a person with its members; null where none is recorded.
    person_household(Id) -> Option<HouseholdView> = handlers::record::household;
    /// Every write of every field of a person and their household, newest first.
    person_history(Id) -> Vec<RecordChange> = handlers::record::history;
    /// The whole value of a masked field; that it was looked at is recorded.
    person_reveal(PersonReveal) -> Revealed = handlers::record::reveal;
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
