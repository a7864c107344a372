//! An author's word for a chain up to one operation.
//!
//! Every export of an author's stream ends with one, and relays carry it
//! along: operations that no checkpoint covers are quarantined, so no laptop
//! can invent another's past.

use ed25519_dalek::VerifyingKey;

use crate::cbor::{Encoder, StrictDecoder};
use crate::error::FormatError;
use crate::keys::DeviceKeys;
use crate::keys::signed::{sign, verify};
use crate::operation::{DeviceId, Hash32, SUITE, StreamName};

const DOMAIN: &[u8] = b"tongfu checkpoint v1\0";

/// (stream, device, epoch) stood at `sequence` with `hash`, says the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    pub stream: StreamName,
    pub device: DeviceId,
    pub epoch: u32,
    pub sequence: u64,
    /// Hash of the operation at `sequence`.
    pub hash: Hash32,
    /// Ed25519 by the device's key over a domain string and the fields above.
    pub signature: [u8; 64],
}

impl Checkpoint {
    /// Signs with the keys of `device`.
    pub fn sign(
        stream: StreamName,
        device: DeviceId,
        epoch: u32,
        sequence: u64,
        hash: Hash32,
        keys: &DeviceKeys,
    ) -> Self {
        let mut checkpoint = Self {
            stream,
            device,
            epoch,
            sequence,
            hash,
            signature: [0; 64],
        };
        checkpoint.signature = sign(DOMAIN, &checkpoint.fields(6).finish(), keys.signing_key());
        checkpoint
    }

    /// Holds the signature to `key`, which the caller looked up by
    /// [`device`](Self::device), with `verify_strict`.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), FormatError> {
        verify(
            DOMAIN,
            &self.fields(6).finish(),
            &self.signature,
            key,
            "checkpoint",
        )
    }

    /// The array `[suite, stream, device, epoch, sequence, hash, signature]`.
    pub fn encode(&self) -> Vec<u8> {
        let mut encoder = self.fields(7);
        encoder.bytes(&self.signature);
        encoder.finish()
    }

    /// The inverse of [`encode`](Self::encode). It verifies no signature.
    pub fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        let mut decoder = StrictDecoder::new(bytes);
        decoder.array_exactly(7, "checkpoint")?;
        let suite = decoder.u8("suite")?;
        if suite != SUITE {
            return Err(FormatError::TooNew {
                what: "suite",
                found: u64::from(suite),
            });
        }
        let checkpoint = Self {
            stream: StreamName::from_bytes(decoder.bytes("stream")?)?,
            device: DeviceId(decoder.array_of("device")?),
            epoch: decoder.u32("epoch")?,
            sequence: decoder.u64("sequence")?,
            hash: Hash32(decoder.array_of("hash")?),
            signature: decoder.array_of("signature")?,
        };
        decoder.end()?;
        Ok(checkpoint)
    }

    fn fields(&self, length: u64) -> Encoder {
        let mut encoder = Encoder::with_capacity(192);
        encoder
            .array(length)
            .u8(SUITE)
            .bytes(&self.stream.to_bytes())
            .bytes(self.device.as_bytes())
            .u32(self.epoch)
            .u64(self.sequence)
            .bytes(self.hash.as_bytes());
        encoder
    }
}
