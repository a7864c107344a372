//! `store`.

use super::Answer;
use crate::arguments::{Arguments, Role};
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use tongfu_api::types::exchange::Digests;
use tongfu_api::types::session::{StoreCreate, StoreInfo};

pub fn create(arguments: &Arguments, role: Role, office: &str, name: &str) -> Answer {
    let desk = Desk::new(arguments);
    let passphrase = desk.passphrase(arguments)?;
    let info = desk.session.store_create(StoreCreate {
        role: role.into(),
        office_code: office.to_owned(),
        office_name: name.to_owned(),
        user_name: arguments.user.clone().unwrap_or_default(),
        passphrase,
    })?;
    let mut text = described(&desk, &info);
    if let Some(code) = &info.recovery_code {
        text.push_str(&format!(
            "\n{}\n{code}\n",
            desk.say("CLI_RECOVERY_CODE", &[])
        ));
    }
    Ok(Ended::done(info, text))
}

pub fn info(desk: &Desk) -> Answer {
    let info = desk.session.store_info(())?;
    let text = described(desk, &info);
    Ok(Ended::done(info, text))
}

fn described(desk: &Desk, info: &StoreInfo) -> String {
    let rows = [
        (
            "CLI_OFFICE",
            format!("{} {}", info.office_code, info.office_name),
        ),
        ("CLI_DEVICE", info.device_id.clone()),
        ("CLI_FINGERPRINT", info.device_fingerprint.clone()),
        ("CLI_USER", info.user_name.clone()),
        ("CLI_PEOPLE", info.people.to_string()),
        ("CLI_BULLETINS", info.bulletins.to_string()),
        ("CLI_CLASSES", info.classes.to_string()),
        ("CLI_OPERATIONS", info.operations.to_string()),
    ];
    rows.iter()
        .map(|(code, value)| format!("{}: {value}\n", desk.say(code, &[])))
        .collect()
}

pub fn check(desk: &Desk) -> Answer {
    let checked = desk.session.store_check(())?;
    let operations = checked.operations.to_string();
    if checked.sound {
        let text = desk.say("CLI_STORE_SOUND", &[("operations", &operations)]);
        return Ok(Ended::done(checked, text));
    }
    let message = desk.say(
        "CLI_STORE_UNSOUND",
        &[("findings", &checked.findings.join("; "))],
    );
    Ok(Ended::done(checked, String::new()).refused(message))
}

pub fn rebuild(desk: &Desk) -> Answer {
    let digests = desk.session.store_rebuild(())?;
    let text = shown(desk, &digests);
    Ok(Ended::done(digests, text))
}

pub fn digest(desk: &Desk, stream: Option<&str>) -> Answer {
    let mut digests = desk.session.store_digest(())?;
    if let Some(wanted) = stream {
        digests.streams.retain(|figures| figures.stream == wanted);
    }
    let text = shown(desk, &digests);
    Ok(Ended::done(digests, text))
}

fn shown(desk: &Desk, digests: &Digests) -> String {
    let heading = desk.heading(&[
        "CLI_STREAM",
        "CLI_OPERATIONS",
        "CLI_DIGEST",
        "CLI_FOLD_DIGEST",
    ]);
    let rows: Vec<Vec<String>> = digests
        .streams
        .iter()
        .map(|one| {
            vec![
                one.stream.clone(),
                one.operations.to_string(),
                one.digest.clone(),
                one.fold_digest.clone(),
            ]
        })
        .collect();
    table(&heading, &rows)
}
