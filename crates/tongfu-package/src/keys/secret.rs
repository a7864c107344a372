//! Secret keys and their public halves.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{SigningKey, VerifyingKey};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::error::FormatError;
use crate::identifiers::to_hex;
use crate::keys::certificate::Fingerprint;
use crate::keys::signed::verifying_key;

const SECRET_PREFIX: bech32::Hrp = bech32::Hrp::parse_unchecked("AGE-SECRET-KEY-");
const PUBLIC_PREFIX: bech32::Hrp = bech32::Hrp::parse_unchecked("age");

/// The keys of one laptop: Ed25519 to sign, X25519 to open packages.
#[derive(Clone)]
pub struct DeviceKeys {
    signing: SigningKey,
    opening: StaticSecret,
}

impl DeviceKeys {
    /// 32 bytes of Ed25519 seed, then 32 bytes of X25519 scalar. For new keys
    /// pass 64 bytes of the operating system's randomness.
    pub fn from_secret_bytes(bytes: &[u8; 64]) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        let mut scalar = Zeroizing::new([0; 32]);
        seed.copy_from_slice(&bytes[..32]);
        scalar.copy_from_slice(&bytes[32..]);
        Self {
            signing: SigningKey::from_bytes(&seed),
            opening: StaticSecret::from(*scalar),
        }
    }

    /// The inverse of [`from_secret_bytes`](Self::from_secret_bytes).
    pub fn to_secret_bytes(&self) -> Zeroizing<[u8; 64]> {
        let mut bytes = Zeroizing::new([0; 64]);
        bytes[..32].copy_from_slice(self.signing.as_bytes());
        bytes[32..].copy_from_slice(self.opening.as_bytes());
        bytes
    }

    /// What others verify this device's signatures with.
    pub fn verifying_key(&self) -> VerifyingKey {
        self.signing.verifying_key()
    }

    /// What others seal packages to.
    pub fn x25519(&self) -> X25519Public {
        X25519Public(PublicKey::from(&self.opening).to_bytes())
    }

    pub(crate) fn signing_key(&self) -> &SigningKey {
        &self.signing
    }

    pub(crate) fn identity(&self) -> Option<age::x25519::Identity> {
        identity(&self.opening)
    }
}

impl fmt::Debug for DeviceKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DeviceKeys")
            .field("ed25519", &to_hex(self.verifying_key().as_bytes()))
            .finish_non_exhaustive()
    }
}

/// An office's recovery key (X25519): every package for the office is sealed
/// to it as well, and it is kept on paper, away from the laptops.
#[derive(Clone)]
pub struct RecoveryKey(StaticSecret);

impl RecoveryKey {
    /// A 32-byte X25519 scalar; new keys from the operating system's randomness.
    pub fn from_secret_bytes(bytes: &[u8; 32]) -> Self {
        Self(StaticSecret::from(*bytes))
    }

    /// The inverse of [`from_secret_bytes`](Self::from_secret_bytes).
    pub fn to_secret_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// What stands in the keyset.
    pub fn public(&self) -> X25519Public {
        X25519Public(PublicKey::from(&self.0).to_bytes())
    }

    /// The form to print: age's own (`AGE-SECRET-KEY-1…`), with a checksum.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(secret_text(&self.0).unwrap_or_default())
    }

    /// Reads what [`to_text`](Self::to_text) printed, in either case, with or
    /// without spaces and line breaks.
    pub fn from_text(text: &str) -> Result<Self, FormatError> {
        const REFUSED: FormatError = FormatError::Field {
            what: "recovery key",
        };
        let text: Zeroizing<String> = Zeroizing::new(text.split_whitespace().collect());
        let (prefix, bytes) = bech32::decode(&text).map_err(|_| REFUSED)?;
        let bytes = Zeroizing::new(bytes);
        // `Hrp` compares without regard to case.
        if prefix != SECRET_PREFIX {
            return Err(REFUSED);
        }
        let bytes: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| REFUSED)?;
        Ok(Self::from_secret_bytes(bytes))
    }

    pub(crate) fn identity(&self) -> Option<age::x25519::Identity> {
        identity(&self.0)
    }
}

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RecoveryKey({})", self.public())
    }
}

/// The province's root key, which signs keysets and nothing else.
#[derive(Clone)]
pub struct RootKeys(SigningKey);

impl RootKeys {
    /// A 32-byte Ed25519 seed; new keys from the operating system's randomness.
    pub fn from_secret_bytes(bytes: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(bytes))
    }

    /// The inverse of [`from_secret_bytes`](Self::from_secret_bytes).
    pub fn to_secret_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// What every store keeps and holds keysets to.
    pub fn public(&self) -> RootPublic {
        RootPublic(self.0.verifying_key())
    }

    pub(crate) fn signing_key(&self) -> &SigningKey {
        &self.0
    }
}

impl fmt::Debug for RootKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RootKeys({:?})", self.public())
    }
}

/// The public half of the root key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RootPublic(pub(crate) VerifyingKey);

impl RootPublic {
    /// Refuses what is no point of the curve, or a weak one.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, FormatError> {
        verifying_key(bytes, "root key").map(Self)
    }

    /// The 32 bytes of the key.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// What two people compare over the telephone.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&[b"root", self.0.as_bytes()])
    }
}

impl fmt::Debug for RootPublic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RootPublic({})", to_hex(self.0.as_bytes()))
    }
}

/// A public X25519 key that can be sealed to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct X25519Public([u8; 32]);

impl X25519Public {
    /// Refuses the points of low order: sealing to one would give everybody the
    /// same key, and age stops the program over it.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, FormatError> {
        // Any scalar tells: it is clamped to a multiple of the cofactor, so the
        // product is the neutral element exactly for the points of low order.
        let probe = StaticSecret::from([0x42; 32]);
        // The top bit is ignored by X25519 but not by age's salt: a key that
        // has it set could be sealed to and never opened.
        if bytes[31] < 0x80
            && probe
                .diffie_hellman(&PublicKey::from(bytes))
                .was_contributory()
        {
            Ok(Self(bytes))
        } else {
            Err(FormatError::Field { what: "x25519" })
        }
    }

    /// The 32 bytes of the key.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn recipient(&self) -> Option<age::x25519::Recipient> {
        let text = bech32::encode::<bech32::Bech32>(PUBLIC_PREFIX, &self.0).ok()?;
        age::x25519::Recipient::from_str(&text).ok()
    }
}

impl fmt::Display for X25519Public {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&to_hex(&self.0))
    }
}

impl fmt::Debug for X25519Public {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "X25519Public({self})")
    }
}

fn secret_text(secret: &StaticSecret) -> Option<String> {
    let lower =
        Zeroizing::new(bech32::encode::<bech32::Bech32>(SECRET_PREFIX, secret.as_bytes()).ok()?);
    Some(lower.to_uppercase())
}

fn identity(secret: &StaticSecret) -> Option<age::x25519::Identity> {
    let text = Zeroizing::new(secret_text(secret)?);
    age::x25519::Identity::from_str(&text).ok()
}
