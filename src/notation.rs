//! Named values as text: the query of a URL, and flat JSON.
//!
//! Both keep every value as text, exactly as written: a number that went through a float would
//! not come back the same.

use std::borrow::Cow;

use hifijson::num::LexWrite;
use hifijson::str::{self, LexAlloc};
use hifijson::token::{self, Lex};
use hifijson::{Read, SliceLexer};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::Error;

/// Keys and values as text.
pub type Pairs = Vec<(String, String)>;

/// The longest text that is read, in bytes.
pub const BYTES: usize = 64 << 10;
/// The most keys in one text.
pub const KEYS: usize = 1000;

/// What a URL can show as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Reads the query of a URL, with or without its question mark. A plus sign is a space; a key
/// without an equals sign has an empty value.
///
/// # Errors
/// [`Error::Text`] for a wrong percent sequence, a key given twice, and too much text.
pub fn from_query(text: &str) -> Result<Pairs, Error> {
    let refuse = |problem| Error::Text {
        form: "URL",
        problem,
    };
    let mut pairs = Vec::new();
    if text.len() > BYTES {
        return Err(refuse(TOO_LONG.to_owned()));
    }
    let text = text.strip_prefix('?').unwrap_or(text);
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let [key, value] = [key, value].map(|part| {
            decode(part).ok_or_else(|| refuse(format!("\"{part}\" has a wrong percent sequence")))
        });
        let (key, value) = (key?, value?);
        check_new(&key, &pairs).map_err(refuse)?;
        pairs.push((key, value));
    }
    Ok(pairs)
}

/// Writes pairs as the query of a URL, without a question mark; [`from_query`] reads the same back.
pub fn to_query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let encode = |part| utf8_percent_encode(part, ENCODED);
    let pairs = pairs.into_iter();
    let pairs: Vec<_> = pairs
        .map(|(key, value)| format!("{}={}", encode(key), encode(value)))
        .collect();
    pairs.join("&")
}

/// Reads a JSON object of texts, numbers, `true` and `false`.
///
/// # Errors
/// [`Error::Text`] with line and column for anything else, a key given twice, and too much text.
pub fn from_json(text: &str) -> Result<Pairs, Error> {
    let mut lexer = SliceLexer::new(text.as_bytes());
    let mut pairs = Vec::new();
    let read = if text.len() > BYTES {
        Err(TOO_LONG.to_owned())
    } else {
        object(&mut lexer, &mut pairs)
    };
    read.map(|()| pairs).map_err(|problem| {
        let read = text.len() - lexer.as_slice().len();
        let before = String::from_utf8_lossy(&text.as_bytes()[..read]);
        let line = 1 + before.matches('\n').count();
        let column = 1 + before.chars().rev().take_while(|&c| c != '\n').count();
        Error::Text {
            form: "JSON",
            problem: format!("line {line}, column {column}: {problem}"),
        }
    })
}

/// Writes pairs as a JSON object; [`from_json`] reads the same back. A value that looks like a
/// number is written as one.
pub fn to_json<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs = pairs.into_iter();
    let pairs: Vec<_> = pairs
        .map(|(key, value)| {
            let value = if is_number(value) {
                value.to_owned()
            } else {
                quote(value)
            };
            format!("{}: {value}", quote(key))
        })
        .collect();
    format!("{{{}}}", pairs.join(", "))
}

const TOO_LONG: &str = "the text is longer than 64 KiB";

/// Refuses a key that is there already.
fn check_new(key: &str, pairs: &Pairs) -> Result<(), String> {
    // Each key is compared with all before it: there must not be too many.
    if pairs.len() == KEYS {
        Err(format!("there are more than {KEYS} keys"))
    } else if pairs.iter().any(|(own, _)| own == key) {
        Err(format!("\"{key}\" is given twice"))
    } else {
        Ok(())
    }
}

/// Text without its percent sequences; `None` where one is incomplete or they are not UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut sequences = text.split('%').skip(1).map(str::as_bytes);
    let complete = sequences.all(
        |sequence| matches!(sequence, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit()),
    );
    let text = text.replace('+', " ");
    let text = percent_decode_str(&text).decode_utf8().ok()?;
    complete.then(|| text.into_owned())
}

/// Reads the one object that a text should be.
fn object(lexer: &mut SliceLexer<'_>, pairs: &mut Pairs) -> Result<(), String> {
    expect(lexer, b'{', "an object in braces")?;
    if lexer.ws_peek() == Some(b'}') {
        lexer.take_next();
    } else {
        loop {
            expect(lexer, b'"', "a key in quotes")?;
            let key = string(lexer)?;
            check_new(&key, pairs)?;
            expect(lexer, b':', "a colon")?;
            let value = value(lexer, &key)?;
            pairs.push((key, value));
            if lexer.ws_peek() != Some(b',') {
                break;
            }
            lexer.take_next();
        }
        expect(lexer, b'}', "a comma or a closing brace")?;
    }
    match lexer.ws_peek() {
        None => Ok(()),
        Some(_) => Err("there is more after the object".to_owned()),
    }
}

fn value(lexer: &mut SliceLexer<'_>, key: &str) -> Result<String, String> {
    let refuse = || format!("\"{key}\" must be a text, a number, true or false");
    match lexer.ws_peek() {
        Some(b'"') => string(lexer.discarded()),
        Some(b'-' | b'0'..=b'9') => match lexer.num_string().validated() {
            Ok((number, _)) => Ok(number.to_owned()),
            Err(_) => Err(refuse()),
        },
        _ if lexer.strip_prefix(b"true") => Ok("true".to_owned()),
        _ if lexer.strip_prefix(b"false") => Ok("false".to_owned()),
        _ => Err(refuse()),
    }
}

/// The rest of a string whose opening quote has been read.
fn string(lexer: &mut SliceLexer<'_>) -> Result<String, String> {
    let begin = lexer.as_slice();
    lexer.str_string().map(Cow::into_owned).map_err(|error| {
        // The place to look at is where it begins.
        *lexer = SliceLexer::new(begin);
        let problem = match error {
            str::Error::Eof => "this text is never closed by a quote",
            str::Error::Control => "this text has a control character that is not escaped",
            _ => "this text has a wrong escape sequence",
        };
        problem.to_owned()
    })
}

fn expect(lexer: &mut SliceLexer<'_>, byte: u8, what: &str) -> Result<(), String> {
    let expected = || format!("expected {what}");
    token::Lex::expect(lexer, SliceLexer::ws_peek, byte).ok_or_else(expected)
}

fn is_number(text: &str) -> bool {
    let mut lexer = SliceLexer::new(text.as_bytes());
    lexer.num_string().validated().is_ok() && lexer.as_slice().is_empty()
}

fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ..' ' => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => quoted.push(c),
        }
    }
    quoted + "\""
}
