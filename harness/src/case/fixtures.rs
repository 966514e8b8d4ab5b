/// The fixtures that a case can name.
#[derive(Clone, Debug, Default)]
pub struct Fixtures {
    /// Those of `c-ext-fixtures/`: every host gets them, linked and as shared libraries.
    pub compiled: Vec<String>,
    /// Those that hosts bring along: linked into them, and nowhere else.
    pub of_hosts: Vec<String>,
}

impl Fixtures {
    /// All names.
    pub fn names(&self) -> Vec<&str> {
        self.compiled.iter().chain(&self.of_hosts).map(String::as_str).collect()
    }

    /// Whether only some hosts have it.
    pub fn is_of_hosts(&self, name: &str) -> bool {
        self.of_hosts.iter().any(|known| known == name)
    }
}
