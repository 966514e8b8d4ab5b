//! The table in which hosts look linked fixtures up. It is compiled first: if the headers that all fixtures include are broken,
//! that is no single fixture's fault.

use std::fmt::Write;

use crate::Source;

/// The C source of the table in which hosts look fixtures up.
pub(super) fn text(sources: &[Source]) -> String {
    let mut text =
        String::from("#include <Python.h>\n#if __has_include(<fixture.h>)\n#include <fixture.h>\n#endif\n\n");
    for Source { symbol, .. } in sources {
        let _ = writeln!(text, "extern PyObject *{symbol}(void);");
    }
    text.push_str(
        "\nstruct extproof_fixture {\n    const char *name;\n    PyObject *(*init)(void);\n};\n\n\
         extern const struct extproof_fixture extproof_fixtures[];\n\
         const struct extproof_fixture extproof_fixtures[] = {\n",
    );
    for Source { name, symbol, .. } in sources {
        let _ = writeln!(text, "    {{.name = \"{name}\", .init = {symbol}}},");
    }
    text.push_str("    {.name = 0, .init = 0},\n};\n");
    text
}
