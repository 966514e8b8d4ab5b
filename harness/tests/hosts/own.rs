//! extproof-embed as a host.

use crate::support::bench::{Bench, exit};
use crate::support::pythons::pythons;

#[test]
fn it_keeps_the_contract_on_the_oldest_python_which_has_no_frozen_os_module() {
    let oldest = pythons()[0].executable.to_str().unwrap();
    let called = Bench::new().call(&["host-check", "embed", "--python", oldest]);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
    assert!(called.stdout.contains("host embed passed "), "{called:?}");
}
