//! `people`.

use super::Answer;
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use serde_json::{Value, json};
use tongfu_api::types::people::PeopleFind;

pub fn find(desk: &Desk, query: &str, limit: u32) -> Answer {
    let found = desk.session.people_find(PeopleFind {
        query: query.to_owned(),
        limit,
        offset: 0,
    })?;
    let heading = desk.heading(&["CLI_NAME", "CLI_ID_NUMBER", "CLI_PHONE", "CLI_TOWNSHIP"]);
    let rows: Vec<Vec<String>> = found
        .hits
        .iter()
        .map(|hit| {
            vec![
                hit.name.clone(),
                hit.id_masked.clone(),
                hit.phone_masked.clone(),
                hit.township.clone(),
            ]
        })
        .collect();
    let text = format!(
        "{}{}\n",
        table(&heading, &rows),
        desk.say("CLI_FOUND", &[("total", &found.total.to_string())])
    );
    let hits: Vec<Value> = found
        .hits
        .iter()
        .map(|hit| {
            json!({
                "id": hit.id,
                "name": hit.name,
                "id_masked": hit.id_masked,
                "phone_masked": hit.phone_masked,
                "township": hit.township,
                "match": hit.matched,
            })
        })
        .collect();
    Ok(Ended::done(
        json!({ "hits": hits, "total": found.total }),
        text,
    ))
}
