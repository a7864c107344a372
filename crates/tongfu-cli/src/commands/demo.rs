//! `demo`: the demonstration county, and the whole main job on it.

use super::{Answer, exchange, plan};
use crate::arguments::Arguments;
use crate::desk::Desk;
use crate::output::Ended;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;
use tongfu_api::types::classes::MatchRequest;
use tongfu_api::types::demand::GapQuery;
use tongfu_api::types::exchange::DeviceGrant;
use tongfu_api::types::people::ImportFile;
use tongfu_api::types::plan::{PlanAccept, PlanRun};
use tongfu_api::types::session::{Id, OfficeRole, StoreCreate};

pub fn load(desk: &Desk) -> Answer {
    let task = desk.session.demo_load(())?;
    let status = desk.session.wait_for_task(&task, plan::progress(desk))?;
    plan::finished(desk, status)?;
    let info = desk.session.store_info(())?;
    let text = desk.say(
        "CLI_DEMO_LOADED",
        &[
            ("people", &info.people.to_string()),
            ("bulletins", &info.bulletins.to_string()),
        ],
    );
    Ok(Ended::done(info, text))
}

pub fn roster(desk: &Desk, people: u32, seed: u64, planted: bool, out: &Path) -> Answer {
    let written = tongfu_api::offline::demo_roster(
        desk.session.language(),
        people as usize,
        seed,
        planted,
        out,
    )?;
    let text = desk.say(
        "CLI_ROSTER_WRITTEN",
        &[
            ("rows", &written.rows.to_string()),
            ("planted", &written.planted.to_string()),
        ],
    );
    Ok(Ended::done(written, text))
}

/// Steps as they are done: told at once to people, collected for scripts.
struct Steps<'a> {
    desk: &'a Desk,
    quiet: bool,
    started: Instant,
    done: Vec<Value>,
}

impl Steps<'_> {
    fn step(&mut self, code: &str, figures: &Value) {
        let milliseconds = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.started = Instant::now();
        let texts: Vec<(String, String)> = figures
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| {
                (
                    name.clone(),
                    value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned),
                )
            })
            .collect();
        let params: Vec<(&str, &str)> = texts
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        if !self.quiet {
            println!("{}. {}", self.done.len() + 1, self.desk.say(code, &params));
        }
        self.done
            .push(json!({ "step": code, "figures": figures, "milliseconds": milliseconds }));
    }
}

pub fn run(arguments: &Arguments) -> Answer {
    let folder = tempfile::Builder::new()
        .prefix("tongfu-demo-")
        .tempdir()
        .map_err(|fault| Ended::used_wrongly(fault.to_string()))?;
    let county = Desk::on(&folder.path().join("county"), arguments);
    let province = Desk::on(&folder.path().join("province"), arguments);
    let mut steps = Steps {
        desk: &county,
        quiet: arguments.json,
        started: Instant::now(),
        done: Vec::new(),
    };
    // Both stores hold invented people and are gone at the end.
    let create = |desk: &Desk, role, code: &str, name: &str| {
        desk.session.store_create(StoreCreate {
            role,
            office_code: code.to_owned(),
            office_name: name.to_owned(),
            user_name: String::new(),
            passphrase: "tongfu-demo".to_owned(),
        })
    };
    create(
        &province,
        OfficeRole::Province,
        "650000",
        "新疆维吾尔自治区",
    )?;
    let info = create(&county, OfficeRole::County, "654004", "霍尔果斯市")?;
    steps.step("CLI_STEP_STORES", &json!({ "office": info.office_name }));

    let task = county.session.demo_load(())?;
    let status = county.session.wait_for_task(&task, |_| {})?;
    plan::finished(&county, status)?;
    let info = county.session.store_info(())?;
    steps.step("CLI_STEP_LOADED", &json!({ "people": info.people, "bulletins": info.bulletins, "operations": info.operations }));

    let board = county.session.demand_gaps(GapQuery {
        from: String::new(),
        to: String::new(),
    })?;
    let short = board.rows.iter().filter(|row| row.gap > 0).count();
    let surplus = board.rows.iter().filter(|row| row.gap < 0).count();
    steps.step(
        "CLI_STEP_GAPS",
        &json!({ "rows": board.rows.len(), "short": short, "surplus": surplus }),
    );

    let task = county.session.plan_run(PlanRun {
        from: county.session.next_monday().to_string(),
        weeks: 52,
        pins: Vec::new(),
        gap_ppm10: 500,
        name: None,
    })?;
    let status = county.session.wait_for_task(&task, |_| {})?;
    let id = plan::finished(&county, status)?.unwrap_or_default();
    let scenario = county.session.plan_scenario(Id { id: id.clone() })?;
    let late = scenario
        .proposals
        .iter()
        .filter(|one| one.slack_days.is_some_and(|days| days < 0))
        .count();
    steps.step(
        "CLI_STEP_PLANNED",
        &json!({
            "classes": scenario.summary.classes,
            "seats": scenario.summary.seats,
            "objective": super::yuan(scenario.summary.objective_fen),
            "gap": f64::from(scenario.gap_ppm10) / 1000.0,
            "late": late,
        }),
    );

    let accepted = county.session.plan_accept(PlanAccept {
        scenario: id,
        proposals: None,
    })?;
    steps.step(
        "CLI_STEP_ACCEPTED",
        &json!({ "projects": accepted.projects, "classes": accepted.classes.len() }),
    );

    let seeded = county.session.applications_seed_demo(())?;
    let matched = county
        .session
        .classes_match(MatchRequest { publish: true })?;
    steps.step(
        "CLI_STEP_MATCHED",
        &json!({
            "applications": seeded.applications,
            "placed": matched.placed,
            "first": matched.first_choice,
            "closed": matched.closed.len(),
        }),
    );

    let request = folder.path().join("county.tongfu-request");
    let grant = folder.path().join("county.tongfu-grant");
    county.dialogs.write_to(&request);
    let requested = exchange::given(&county, county.session.device_request(())?)?;
    province.dialogs.write_to(&grant);
    let token = province.file(&request).token;
    let fingerprint = Some(requested.fingerprint);
    exchange::given(
        &province,
        province.session.device_grant(DeviceGrant {
            token,
            fingerprint: fingerprint.clone(),
        })?,
    )?;
    county.session.device_accept(ImportFile {
        token: county.file(&grant).token,
    })?;
    steps.step("CLI_STEP_GRANTED", &json!({ "fingerprint": fingerprint }));

    let sent = carry(&county, &province, &folder.path().join("to-province"))?;
    steps.step("CLI_STEP_SENT", &sent);
    let returned = carry(&province, &county, &folder.path().join("to-county"))?;
    let status = county.session.exchange_status(())?;
    steps.step(
        "CLI_STEP_ACKNOWLEDGED",
        &json!({ "applied": returned["applied"], "unacknowledged": status.unacknowledged }),
    );

    let ours = county.session.store_digest(())?;
    let theirs = province.session.store_digest(())?;
    let agree = ours.streams.iter().all(|one| {
        theirs
            .streams
            .iter()
            .any(|other| other.stream == one.stream && other.digest == one.digest)
    });
    steps.step(
        "CLI_STEP_AGREED",
        &json!({ "streams": ours.streams.len(), "agree": agree }),
    );

    let done = std::mem::take(&mut steps.done);
    let sound = agree && status.unacknowledged == 0;
    let ended = Ended::done(
        json!({ "sound": sound, "steps": done }),
        county.say("CLI_STEP_DONE", &[]),
    );
    Ok(if sound {
        ended
    } else {
        ended.refused(county.say("CLI_STEP_DISAGREED", &[]))
    })
}

/// Carries a package from one office to another.
fn carry(from: &Desk, to: &Desk, folder: &std::path::Path) -> Result<Value, Ended> {
    from.dialogs.write_to(folder);
    let exported = exchange::given(from, from.session.exchange_export(())?)?;
    let imported = to.session.exchange_import(ImportFile {
        token: to.file(&folder.join(&exported.file_name)).token,
    })?;
    if let Some(code) = &imported.code {
        let message = format!("{} [{code}]", imported.reason.clone().unwrap_or_default());
        return Err(Ended::done(imported, String::new()).refused(message));
    }
    Ok(
        json!({ "operations": exported.operations, "bytes": exported.bytes, "applied": imported.applied }),
    )
}
