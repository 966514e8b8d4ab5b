//! Labels that tell which objects are the same, without showing addresses.

use std::collections::{BTreeSet, HashMap};

/// Tells which addresses stand for the same object, in whichever interpreter they are seen.
///
/// An address says nothing once its object is gone, because the memory is reused. So an object ends when the probe
/// reports that it is gone, or when the last interpreter that saw it has ended. Whether it outlived that one, in a C
/// static, can't be known: a new object may well be where it was, of the same type and with the same content.
#[derive(Default)]
pub(super) struct Objects {
    living: HashMap<String, Object>,
    count: u32,
}

struct Object {
    number: u32,
    seen_by: BTreeSet<String>,
}

impl Objects {
    /// The number of the object that is at the address now. Must be asked in the order of the events.
    pub(super) fn number(&mut self, address: &str, interpreter: &str) -> u32 {
        let count = &mut self.count;
        let object = self.living.entry(address.to_owned()).or_insert_with(|| {
            *count += 1;
            Object { number: *count, seen_by: BTreeSet::new() }
        });
        object.seen_by.insert(interpreter.to_owned());
        object.number
    }

    pub(super) fn gone(&mut self, addresses: &[String]) {
        for address in addresses {
            self.living.remove(address);
        }
    }

    pub(super) fn interpreter_ended(&mut self, interpreter: &str) {
        self.living.retain(|_, object| {
            object.seen_by.remove(interpreter);
            !object.seen_by.is_empty()
        });
    }

    pub(super) fn all_ended(&mut self) {
        self.living.clear();
    }
}

/// Names objects in the order in which a transcript shows them: `module #1`.
#[derive(Default)]
pub(super) struct Labels {
    names: HashMap<u32, String>,
    counts: HashMap<String, u32>,
}

impl Labels {
    pub(super) fn label(&mut self, kind: &str, object: Option<u32>) -> String {
        let Some(number) = object else { return kind.to_owned() };
        let counts = &mut self.counts;
        let name = self.names.entry(number).or_insert_with(|| {
            let count = counts.entry(kind.to_owned()).or_default();
            *count += 1;
            format!("{kind} #{count}")
        });
        name.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_living_object_is_the_same_across_interpreters() {
        let mut objects = Objects::default();
        assert_eq!(objects.number("a", "main"), 1);
        assert_eq!(objects.number("b", "A"), 2);
        assert_eq!(objects.number("a", "A"), 1);
        objects.interpreter_ended("A");
        assert_eq!(objects.number("a", "main"), 1);
        assert_eq!(objects.number("b", "main"), 3);
    }

    #[test]
    fn an_address_that_is_used_again_is_another_object() {
        let mut objects = Objects::default();
        assert_eq!(objects.number("a", "main"), 1);
        objects.gone(&["a".to_owned()]);
        assert_eq!(objects.number("a", "main"), 2);
        objects.all_ended();
        assert_eq!(objects.number("a", "main"), 3);
    }

    #[test]
    fn labels_count_by_type_in_order_of_appearance() {
        let mut labels = Labels::default();
        assert_eq!(labels.label("module", Some(7)), "module #1");
        assert_eq!(labels.label("module", Some(3)), "module #2");
        assert_eq!(labels.label("dict", Some(9)), "dict #1");
        assert_eq!(labels.label("module", Some(7)), "module #1");
        assert_eq!(labels.label("int", None), "int");
    }
}
