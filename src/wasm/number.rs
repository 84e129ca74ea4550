//! Numbers read from text and written as text, to the bit and the character as the standard library
//! does it: by JavaScript, because the tables that the standard library needs for it would weigh as
//! much as two views of the page.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What JavaScript takes `text` for.
    #[wasm_bindgen(js_name = Number)]
    fn number_of(text: &str) -> f64;

    /// `number` as JavaScript writes it.
    #[wasm_bindgen(js_name = String)]
    fn text_of(number: f64) -> String;
}

/// The number that `text` is.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => (-1.0, unsigned),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    // JavaScript has other words, bases, spaces around and nothing for zero.
    let is_decimal = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && unsigned
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    let is = |word: &str| unsigned.eq_ignore_ascii_case(word);
    let number = if is_decimal {
        short(unsigned).or_else(|| Some(number_of(unsigned)).filter(|number| !number.is_nan()))?
    } else if is("inf") || is("infinity") {
        f64::INFINITY
    } else if is("nan") {
        f64::NAN
    } else {
        return None;
    };
    Some(sign * number)
}

/// What a few digits are, as most of a table: two exact numbers, whose quotient is rounded once.
fn short(unsigned: &str) -> Option<f64> {
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    if !(1..=15).contains(&(whole.len() + fraction.len())) {
        return None;
    }
    let mut number = 0.0;
    for byte in whole.bytes().chain(fraction.bytes()) {
        number = 10.0 * number + f64::from(byte.checked_sub(b'0').filter(|&digit| digit < 10)?);
    }
    Some(fraction.bytes().fold(1.0, |scale, _| 10.0 * scale)).map(|scale| number / scale)
}

/// The fewest digits that are read back to the same bits, without an exponent.
pub(crate) fn text(number: f64) -> String {
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return format!("{sign}inf");
    }
    let text = text_of(number.abs());
    let Some((digits, exponent)) = text.split_once('e') else {
        return sign.to_owned() + &text;
    };
    // As 1.5e-7 or 1e+21: one digit before the point.
    let digits = digits.replace('.', "");
    let zeros = |count: usize| "0".repeat(count);
    let places = |count: &str| count.parse().unwrap_or(0_usize);
    match exponent.strip_prefix('-') {
        Some(down) => format!("{sign}0.{}{digits}", zeros(places(down) - 1)),
        None => format!(
            "{sign}{digits}{}",
            zeros(places(exponent) + 1 - digits.len())
        ),
    }
}
