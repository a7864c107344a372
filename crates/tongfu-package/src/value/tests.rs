use proptest::prelude::*;

use super::*;
use crate::identifiers::to_hex;

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (-300i64..300).prop_map(Value::Int),
        prop::collection::vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
        ".{0,40}".prop_map(Value::Text),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
            prop::collection::btree_map(-40i64..400, inner, 0..8).prop_map(Value::Map),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(value in values()) {
        let encoded = value.encode();
        prop_assert_eq!(Value::decode(&encoded), Ok(value));
    }

    /// One value, one encoding: whatever is accepted encodes to itself.
    #[test]
    fn what_is_accepted_is_the_only_form(noise in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(value) = Value::decode(&noise) {
            prop_assert_eq!(value.encode(), noise);
        }
    }

    #[test]
    fn a_changed_byte_never_reads_as_the_same(value in values(), at in any::<prop::sample::Index>(), flip in 1u8..) {
        let mut encoded = value.encode();
        let at = at.index(encoded.len());
        encoded[at] ^= flip;
        if let Ok(other) = Value::decode(&encoded) {
            prop_assert_ne!(&other, &value);
            prop_assert_eq!(other.encode(), encoded);
        }
    }
}

/// The examples of RFC 8949, appendix A, that lie within the subset.
#[test]
fn encodings_of_the_standard() {
    let cases = [
        (Value::Int(0), "00"),
        (Value::Int(23), "17"),
        (Value::Int(24), "1818"),
        (Value::Int(100), "1864"),
        (Value::Int(1000), "1903e8"),
        (Value::Int(1_000_000), "1a000f4240"),
        (Value::Int(1_000_000_000_000), "1b000000e8d4a51000"),
        (Value::Int(-1), "20"),
        (Value::Int(-10), "29"),
        (Value::Int(-100), "3863"),
        (Value::Int(-1000), "3903e7"),
        (Value::Int(i64::MIN), "3b7fffffffffffffff"),
        (Value::Bool(false), "f4"),
        (Value::Bool(true), "f5"),
        (Value::Null, "f6"),
        (Value::Bytes(vec![1, 2, 3, 4]), "4401020304"),
        (Value::from("水"), "63e6b0b4"),
        (Value::Array(vec![]), "80"),
        (Value::Map(BTreeMap::new()), "a0"),
        (
            Value::map([(1, Value::Int(2)), (3, Value::Int(4))]),
            "a201020304",
        ),
    ];
    for (value, hex) in cases {
        assert_eq!(to_hex(&value.encode()), hex);
        assert_eq!(Value::decode(&bytes(hex)), Ok(value));
    }
}

#[test]
fn keys_are_in_the_order_of_their_bytes() {
    let map = Value::map([-2, -1, 0, 300, 5].map(|key| (key, Value::Null)));
    assert_eq!(to_hex(&map.encode()), "a500f605f619012cf620f621f6");
    assert_eq!(Value::decode(&map.encode()), Ok(map));
    for hex in ["a205f600f6", "a220f600f6", "a221f620f6", "a200f600f6"] {
        assert_eq!(
            Value::decode(&bytes(hex)),
            Err(FormatError::NotDeterministic { what: "key" }),
            "{hex}"
        );
    }
}

#[test]
fn other_forms_are_refused() {
    let not_shortest = [
        "1800",
        "1817",
        "190001",
        "1a00000001",
        "1b0000000000000001",
        "3800",
        "390001",
        "5801ff",
        "780161",
        "9800",
        "b800",
        "b90000",
        "a11800f6",
    ];
    let indefinite = ["5f4101ff", "7f6161ff", "9fff", "bfff"];
    for hex in not_shortest.iter().chain(&indefinite) {
        assert!(
            matches!(
                Value::decode(&bytes(hex)),
                Err(FormatError::NotDeterministic { .. })
            ),
            "{hex}: {:?}",
            Value::decode(&bytes(hex))
        );
    }
    for hex in [
        "f90000",
        "fa47c35000",
        "fb3ff199999999999a",
        "c000",
        "f7",
        "f0",
        "f820",
    ] {
        assert_eq!(
            Value::decode(&bytes(hex)),
            Err(FormatError::Forbidden { what: "value" }),
            "{hex}"
        );
    }
    for hex in [
        "",
        "18",
        "41",
        "61",
        "81",
        "a1",
        "a100",
        "62c328",
        "1bffffffffffffffff",
        "1c",
    ] {
        assert!(Value::decode(&bytes(hex)).is_err(), "{hex}");
    }
    assert_eq!(
        Value::decode(&bytes("0000")),
        Err(FormatError::Trailing { extra: 1 })
    );
    assert_eq!(
        Value::decode(&bytes("a1616100")),
        Err(FormatError::Field { what: "key" })
    );
}

#[test]
fn depth_parts_and_length_are_bounded() {
    let nested = |depth: usize| [vec![0x81; depth], vec![0xf6]].concat();
    assert!(Value::decode(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(
        Value::decode(&nested(MAX_DEPTH + 1)),
        Err(FormatError::TooLarge { what: "depth" })
    );
    assert!(Value::decode(&nested(1_000_000)).is_err());

    let many = |parts: usize| Value::Array(vec![Value::Null; parts]).encode();
    assert!(Value::decode(&many(MAX_PARTS - 1)).is_ok());
    assert_eq!(
        Value::decode(&many(MAX_PARTS)),
        Err(FormatError::TooLarge { what: "parts" })
    );
    // Lengths that lie: an array and a text of nearly 2^64.
    for hex in [
        "9bfffffffffffffffe00",
        "7bfffffffffffffffe00",
        "bbfffffffffffffffe0000",
    ] {
        assert!(Value::decode(&bytes(hex)).is_err(), "{hex}");
    }
    assert_eq!(
        Value::decode(&vec![0; MAX_BYTES + 1]),
        Err(FormatError::TooLarge { what: "value" })
    );
}

proptest! {
    /// Passing over a value is as strict as reading it.
    #[test]
    fn what_is_passed_over_is_what_is_read(value in values(), cut in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut encoded = value.encode();
        let at = cut.index(encoded.len());
        encoded[at] = byte;
        let mut reader = ValueReader::new(&encoded);
        let passed = reader.skip().and_then(|()| reader.end());
        prop_assert_eq!(passed, Value::decode(&encoded).map(|_| ()));
    }

    #[test]
    fn parts_make_the_same_encoding(values in prop::collection::vec(values(), 0..6)) {
        let mut writer = ValueWriter::new();
        writer.array(values.len());
        for value in &values {
            writer.value(value);
        }
        prop_assert_eq!(writer.len(), Value::Array(values.clone()).encode().len());
        prop_assert_eq!(writer.finish(), Value::Array(values).encode());
    }
}
