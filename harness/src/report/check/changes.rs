//! What an import changed in the process, in words.

use crate::check::Change;

/// One line for all.
pub(super) fn changes(changes: &[Change]) -> String {
    let all: Vec<String> = changes.iter().map(change).collect();
    format!("the import changes {}", all.join(", "))
}

fn change(change: &Change) -> String {
    let (kind, name) = change.what.split_once(':').unwrap_or((&change.what, ""));
    let from_to = || {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        format!("from {} to {}", value(&change.before), value(&change.after))
    };
    match kind {
        "directory" => format!("the working directory {}", from_to()),
        "umask" => {
            let octal =
                |value: &Option<String>| value.as_ref().and_then(|value| value.parse::<u32>().ok()).unwrap_or(0);
            format!("the umask from {:03o} to {:03o}", octal(&change.before), octal(&change.after))
        }
        "variable" => format!("the environment variable {name}"),
        "locale" => format!("the locale {name} {}", from_to()),
        "signals" => format!("{} {}", signals(name), numbers(change)),
        "handler" => format!("the handler of signal {name}"),
        "floats" => format!("how floating-point numbers are calculated: {}", floats(change.after.as_deref())),
        "limit" => format!("the resource limit `{name}`"),
        "filters" => "the filters of warnings".to_owned(),
        "sys" => format!("sys.{name}"),
        "stack" => format!("the stack size of threads {}", from_to()),
        "priority" => format!("the priority of the process {}", from_to()),
        "processors" => "the processors that the process can use".to_owned(),
        other => other.to_owned(),
    }
}

fn signals(mask: &str) -> &'static str {
    match mask {
        "SigBlk" => "whether it blocks the signals",
        _ => "whether it ignores the signals",
    }
}

/// The numbers of the signals whose bits differ.
fn numbers(change: &Change) -> String {
    let mask =
        |value: &Option<String>| value.as_ref().and_then(|value| u64::from_str_radix(value, 16).ok()).unwrap_or(0);
    let differ = mask(&change.before) ^ mask(&change.after);
    let numbers = (0..u64::BITS).filter(|bit| differ >> bit & 1 == 1).map(|bit| (bit + 1).to_string());
    numbers.collect::<Vec<_>>().join(", ")
}

fn floats(after: Option<&str>) -> String {
    let words = |word: &str| match word {
        "flushes" => Some("subnormal results become zero"),
        "zeroes" => Some("subnormal operands count as zero"),
        "up" => Some("results are rounded up"),
        "down" => Some("results are rounded down"),
        _ => None,
    };
    let now: Vec<&str> = after.unwrap_or_default().split('+').filter_map(words).collect();
    if now.is_empty() { "as usual again".to_owned() } else { now.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_have_words() {
        let change = |what: &str, before: &str, after: &str| Change {
            what: what.to_owned(),
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
        };
        let all = [
            change("umask", "18", "0"),
            change("signals:SigIgn", "0000000000000002", "0000000000000402"),
            change("handler:2", "7f0000001000", "7f0000002000"),
            change("floats", "", "flushes+zeroes"),
        ];
        let wanted = "the import changes the umask from 022 to 000, whether it ignores the signals 11, the handler of signal 2, how \
                      floating-point numbers are calculated: subnormal results become zero, subnormal operands count as zero";
        assert_eq!(changes(&all), wanted);
    }
}
