//! The Python code of a host's `execute` steps: calls of the probe.

use std::path::Path;

use crate::plan::{Keys, Surroundings};

/// Code that installs the probe, if this interpreter doesn't have it yet.
pub(super) fn install(around: &Surroundings<'_>, watch: &[String]) -> String {
    let watch: Vec<String> = watch.iter().map(|name| literal(name)).collect();
    format!(
        "if '_extproof' not in globals():\n  \
         import marshal\n  \
         with open({}, 'rb') as _extproof_file: exec(marshal.loads(_extproof_file.read()))\n  \
         _extproof.install({}, {}, {}, [{}], {})\n",
        path_literal(around.probe),
        path_literal(around.modules),
        path_literal(around.stdlib),
        path_literal(around.events),
        watch.join(", "),
        around.keys.map_or_else(|| "None".to_owned(), Keys::of_probe),
    )
}

/// Code that has the probe do something and report it as `id`.
pub(super) fn perform(id: u32, action: &str, arguments: &[&str]) -> String {
    let arguments: String = arguments.iter().map(|argument| format!(", {}", literal(argument))).collect();
    format!("_extproof({id}, '{action}'{arguments})\n")
}

/// A Python string literal. JSON's are valid ones once surrogate pairs, which it doesn't write, are left out.
fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn path_literal(path: &Path) -> String {
    literal(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_become_python_literals() {
        let code = perform(7, "execute", &["print(\"a\\b\")\nzkouška"]);
        assert_eq!(code, "_extproof(7, 'execute', \"print(\\\"a\\\\b\\\")\\nzkouška\")\n");
    }
}
