//! What all pages have.

use maud::{DOCTYPE, Markup, html};

/// Where a page is.
#[derive(Clone, Copy)]
pub(super) struct PagePlace<'a> {
    /// The path of the file below the site, with `/`.
    pub(super) path: &'a str,
}

impl PagePlace<'_> {
    /// The way from here to the folder of the site.
    pub(super) fn root(self) -> String {
        "../".repeat(self.path.matches('/').count())
    }

    /// A link from here to another file of the site.
    pub(super) fn to(self, path: &str) -> String {
        format!("{}{path}", self.root())
    }
}

/// The file of a case.
pub(super) fn case_path(id: &str) -> String {
    format!("cases/{id}.html")
}

/// A link to a case, by its id.
pub(super) fn case_link(place: PagePlace<'_>, id: &str) -> Markup {
    html! { a href=(place.to(&case_path(id))) { code { (id) } } }
}

/// A whole page.
pub(super) fn page(place: PagePlace<'_>, title: &str, content: &Markup) -> String {
    let links = [
        ("index.html", "Start"),
        ("symptoms.html", "Symptoms"),
        ("findings.html", "Findings"),
        ("pythons.html", "Pythons"),
        ("hosts.html", "Hosts"),
        ("wheels.html", "Wheels"),
        ("docs.html", "Documents"),
    ];
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title.replace('`', "")) " · extproof" }
                link rel="stylesheet" href=(place.to("assets/style.css"));
                link rel="icon" href="data:,";
            }
            body {
                a class="skip" href="#content" { "Skip to the content" }
                header {
                    nav aria-label="Site" {
                        ul {
                            @for (path, name) in links {
                                li {
                                    @if path == place.path {
                                        a href=(place.to(path)) aria-current="page" { (name) }
                                    } @else {
                                        a href=(place.to(path)) { (name) }
                                    }
                                }
                            }
                        }
                    }
                }
                main id="content" { (content) }
                footer { p { code { "extproof book" } " " (env!("CARGO_PKG_VERSION")) } }
            }
        }
    };
    without_implied_tags(&page.into_string())
}

/// HTML implies the ends of items, cells and rows, which are many in the tables of a site that must stay small, and what each page has
/// around its head and its body.
fn without_implied_tags(page: &str) -> String {
    let implied = ["</li>", "</td>", "</th>", "</tr>", "<head>", "</head>", "<body>", "</body>", "</html>"];
    implied.iter().fold(page.to_owned(), |page, tag| page.replace(tag, ""))
}

/// A table that may be wider than the screen, which the keyboard can scroll.
pub(super) fn wide(label: &str, table: &Markup) -> Markup {
    html! { div class="wide" role="group" tabindex="0" aria-label=(label) { (table) } }
}

/// Equal values that follow one another, as one with their number.
pub(super) fn in_a_row<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<(T, usize)> {
    let mut groups: Vec<(T, usize)> = Vec::new();
    for value in values {
        match groups.last_mut() {
            Some((last, count)) if *last == value => *count += 1,
            _ => groups.push((value, 1)),
        }
    }
    groups
}

/// A web address as a link; anything else as text.
pub(super) fn reference(text: &str) -> Markup {
    html! {
        @if text.starts_with("https://") { a href=(text) { (text) } } @else { code { (text) } }
    }
}

/// A text whose only Markdown is code.
pub(super) fn inline(text: &str) -> Markup {
    html! {
        @for (number, part) in text.split('`').enumerate() {
            @if number % 2 == 0 { (part) } @else { code { (part) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative() {
        let place = PagePlace { path: "cases/a/x.html" };
        assert_eq!(place.to(&case_path("b/y")), "../../cases/b/y.html");
        assert_eq!(PagePlace { path: "index.html" }.to("hosts.html"), "hosts.html");
    }

    #[test]
    fn what_is_told_is_text() {
        assert_eq!(reference("<script>").into_string(), "<code>&lt;script&gt;</code>");
    }
}
