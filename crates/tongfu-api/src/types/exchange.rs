//! Exchange: devices, packages, acknowledgement.

use super::boundary;

boundary! {
    struct ExchangeStatus {
        pub granted: bool,
        pub unacknowledged: u32,
        pub last_export: Option<String>,
        pub last_import: Option<String>,
        pub keyset_version: u32,
        pub streams: Vec<StreamStatus>,
        pub packages: Vec<PackageRecord>,
        pub devices: Vec<DeviceRow>,
        pub quarantine: Vec<Quarantined>,
        pub conflicts: u32,
        pub waiting: u32,
    }
    struct StreamStatus { pub stream: String, pub operations: u32, pub acknowledged: u32, pub digest: String }
    struct PackageRecord { pub package: String, pub direction: String, pub office: String, pub operations: u32, pub state: String, pub when: String, pub file_name: String }
    struct DeviceRow { pub device: String, pub name: String, pub office: String, pub fingerprint: String, pub state: String, pub confirmed: bool }
    struct Quarantined { pub file_name: String, pub code: String, pub message: String, pub when: String }
    struct Exported { pub package: String, pub file_name: String, pub operations: u32, pub from_seq: u64, pub to_seq: u64, pub bytes: u32, pub download: Option<String> }
    struct Imported { pub state: String, pub applied: u32, pub waiting: u32, pub duplicates: u32, pub cases: u32, pub reason: Option<String>, pub code: Option<String>, pub sender: Option<String> }
    struct ImportPreviewPackage { pub token: String, pub sender: String, pub new: u32, pub known: u32, pub waiting: u32, pub conflicts: u32 }
    struct DeviceRequested { pub file_name: String, pub fingerprint: String, pub download: Option<String> }
    /// At the province: the office the package is for.
    struct ExportFor { pub office_code: String }
    /// `fingerprint` is what the other person reads out; without it the grant
    /// is recorded as unconfirmed.
    struct DeviceGrant { pub token: String, pub fingerprint: Option<String> }
    struct DeviceGranted { pub file_name: String, pub device: String, pub office: String, pub fingerprint: String, pub confirmed: bool, pub download: Option<String> }
    struct StreamDigest { pub stream: String, pub operations: u64, pub digest: String, pub fold_digest: String }
    struct Digests { pub streams: Vec<StreamDigest> }
    /// What `store check` found; nothing is changed by it.
    struct StoreChecked { pub sound: bool, pub operations: u64, pub findings: Vec<String> }
}
