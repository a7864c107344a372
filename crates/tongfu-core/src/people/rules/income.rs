//! Incomes as offices write them.

use super::squeeze;
use crate::base::Fen;

/// An income in yuan (`4321`, `4,321.50元`) or in units of ten thousand
/// (`1.2万元`).
pub(super) fn read_income(written: &str) -> Option<Fen> {
    let squeezed = squeeze(written);
    let amount = squeezed
        .trim_end_matches("/年")
        .trim_end_matches(['元', '圆']);
    let Some(amount) = amount.strip_suffix('万') else {
        return Fen::parse_yuan(amount);
    };
    let (whole, parts) = amount.split_once('.').unwrap_or((amount, ""));
    // Six decimals of ten thousand yuan are a fen.
    if parts.len() > 6 || !parts.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = Fen::parse_yuan(whole)?.0.checked_mul(10_000)?;
    let parts: i64 = format!("{parts:0<6}").parse().ok()?;
    whole.checked_add(parts).map(Fen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incomes_are_read_to_the_fen() {
        for (written, fen) in [
            ("4321", Some(432_100)),
            ("4，321.50元", Some(432_150)),
            ("12000元/年", Some(1_200_000)),
            ("1.2万", Some(1_200_000)),
            ("１．２万元", Some(1_200_000)),
            ("1.234567万", Some(1_234_567)),
            ("0.5万", Some(500_000)),
            ("3万", Some(3_000_000)),
            ("1.2345678万", None),
            ("万", None),
            ("1.2.3万", None),
            ("约3000", None),
            ("说不清", None),
        ] {
            assert_eq!(read_income(written).map(|fen| fen.0), fen, "{written}");
        }
    }
}
