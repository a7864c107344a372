//! Users for the tests of the features.

use super::model::UserRole;
use super::{accounts, users};
use crate::base::UserId;
use crate::store::{Store, User};

/// A user of `role`, whatever the office, added by whoever made the store; the
/// one who works stays.
pub(crate) fn user(store: &mut Store, name: &str, role: UserRole) -> User {
    let user = User {
        id: UserId(store.new_id()),
        name: name.to_owned(),
    };
    let (own, today) = (store.own().clone(), store.today());
    let creator = users::by_id(store.tables(), own.creator).unwrap();
    let worker = store.user().clone();
    store.act_as(creator);
    store
        .write("user.add", today, |change| {
            users::add(change, &own, &user, role)
        })
        .unwrap();
    store.act_as(worker);
    user
}

/// `user` works from now on.
pub(crate) fn work_as(store: &mut Store, user: &User) {
    accounts::switch(store, accounts::Present::assumed(user.clone()));
}
