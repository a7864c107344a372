//! Signatures over a domain string, and the envelope of signed key files.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::cbor::{Encoder, StrictDecoder};
use crate::error::FormatError;
use crate::value::MAX_BYTES;

fn message(domain: &[u8], content: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(domain.len() + content.len());
    message.extend_from_slice(domain);
    message.extend_from_slice(content);
    message
}

/// Ed25519 over `domain` and `content`; domains end in a zero byte, so none is
/// the beginning of another.
pub(crate) fn sign(domain: &[u8], content: &[u8], key: &SigningKey) -> [u8; 64] {
    key.sign(&message(domain, content)).to_bytes()
}

/// `verify_strict`: refuses weak keys and malleable signatures.
pub(crate) fn verify(
    domain: &[u8],
    content: &[u8],
    signature: &[u8; 64],
    key: &VerifyingKey,
    what: &'static str,
) -> Result<(), FormatError> {
    key.verify_strict(&message(domain, content), &Signature::from_bytes(signature))
        .map_err(|_| FormatError::Signature { what })
}

/// `[body, signature]`: the signed bytes stay as they are, so a reader that
/// does not know every field of them can still verify and forward them.
pub(crate) fn envelope(domain: &[u8], body: &[u8], key: &SigningKey) -> Vec<u8> {
    let mut encoder = Encoder::with_capacity(body.len() + 80);
    encoder.array(2).bytes(body).bytes(&sign(domain, body, key));
    encoder.finish()
}

/// The body and the signature, not yet verified.
pub(crate) fn open_envelope<'b>(
    bytes: &'b [u8],
    what: &'static str,
) -> Result<(&'b [u8], [u8; 64]), FormatError> {
    if bytes.len() > MAX_BYTES {
        return Err(FormatError::TooLarge { what });
    }
    let mut decoder = StrictDecoder::new(bytes);
    decoder.array_exactly(2, what)?;
    let body = decoder.bytes(what)?;
    let signature = decoder.array_of(what)?;
    decoder.end()?;
    Ok((body, signature))
}

/// A public Ed25519 key that `verify_strict` can accept signatures of.
pub(crate) fn verifying_key(
    bytes: &[u8; 32],
    what: &'static str,
) -> Result<VerifyingKey, FormatError> {
    VerifyingKey::from_bytes(bytes)
        .ok()
        .filter(|key| !key.is_weak())
        .ok_or(FormatError::Field { what })
}
