//! Module names that aren't ASCII: their init functions have the name in Punycode (PEP 489, RFC
//! 3492).

const BASE: u32 = 36;
const TMIN: u32 = 1;
const TMAX: u32 = 26;

/// The module name of an init function `PyInitU_<encoded>`; `None` if there is no such name.
pub(crate) fn decode(encoded: &str) -> Option<String> {
    // PEP 489 replaces the hyphen before the encoded characters by an underscore.
    let (ascii, deltas) = encoded.rsplit_once('_').unwrap_or(("", encoded));
    let mut name: Vec<char> = ascii.chars().collect();
    let (mut code, mut index, mut bias) = (128u32, 0u32, 72u32);
    let mut digits = deltas.bytes().peekable();
    while digits.peek().is_some() {
        let start = index;
        let mut weight = 1u32;
        for k in (BASE..).step_by(BASE as usize) {
            let digit = digit(digits.next()?)?;
            index = index.checked_add(digit.checked_mul(weight)?)?;
            let threshold = k.saturating_sub(bias).clamp(TMIN, TMAX);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
        }
        let length = u32::try_from(name.len()).ok()? + 1;
        bias = adapt(index - start, length, start == 0);
        code = code.checked_add(index / length)?;
        index %= length;
        name.insert(index as usize, char::from_u32(code)?);
        index += 1;
    }
    (!name.is_empty()).then(|| name.into_iter().collect())
}

fn digit(byte: u8) -> Option<u32> {
    match byte {
        b'a'..=b'z' => Some(u32::from(byte - b'a')),
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 26),
        _ => None,
    }
}

fn adapt(delta: u32, length: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / length;
    let mut k = 0;
    while delta > (BASE - TMIN) * TMAX / 2 {
        delta /= BASE - TMIN;
        k += BASE;
    }
    k + (BASE - TMIN + 1) * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn names_encoded_by_python() {
        for (encoded, name) in [
            ("zkouka_ekb", "zkouška"),
            ("bcher_kva", "bücher"),
            ("my_mdchen_module_ynb", "my_mädchen_module"),
            ("pea", "ě"),
            ("eckwd4c7cu47r2wf", "ドメイン名例"),
            ("a_012s", "a🐍"),
        ] {
            assert_eq!(decode(encoded).as_deref(), Some(name), "{encoded}");
        }
    }

    #[test]
    fn what_is_no_name_is_none() {
        for encoded in ["", "zkouka_ek", "zkouka_e!", "99999999999999", "\u{161}"] {
            assert_eq!(decode(encoded), None, "{encoded:?}");
        }
    }
}
