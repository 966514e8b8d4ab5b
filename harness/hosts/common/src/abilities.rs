//! What a host can do, found out by what it would do.

use extproof_contract::{Ability, Operation};

/// The abilities of a host that says what it does for a step: those of which it can do the example. So what it declares is what it
/// does.
pub fn abilities<Deed>(deed: impl Fn(&'static Operation) -> Option<Deed>) -> Vec<Ability> {
    // Never freed, as the steps of a scenario aren't.
    let example = |ability: &Ability| -> &'static Operation { Box::leak(Box::new(ability.example())) };
    Ability::ALL.into_iter().filter(|ability| deed(example(ability)).is_some()).collect()
}
