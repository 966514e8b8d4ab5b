//! The pages of programs that check without extproof what it says of wheels.

use maud::{Markup, html};

use super::layout::{self, PagePlace};
use super::site::Book;
use super::{transcript, wheel_list};

/// The folder of the programs in the documents.
const FOLDER: &str = "checked-wheels/";

/// The pages of all of them.
pub(super) fn all(book: &Book) -> impl Iterator<Item = (String, String)> + '_ {
    book.programs.iter().filter_map(|(file, text)| Some(write(file.strip_prefix(FOLDER)?, text)))
}

fn write(name: &str, text: &str) -> (String, String) {
    let path = path_of(name);
    let place = PagePlace { path: &path };
    let content = html! {
        p class="path" { a href=(place.to(wheel_list::PATH)) { "Checked wheels" } }
        h1 { code { (name) } }
        p { "A program without extproof. It is " code { "docs/" (FOLDER) (name) } "." }
        (transcript::whole(text))
    };
    (path.clone(), layout::page(place, name, &content))
}

fn path_of(name: &str) -> String {
    format!("programs/{name}.html")
}

/// The page of a program by its path in the documents, if it has one.
pub(super) fn path(book: &Book, file: &str) -> Option<String> {
    let name = file.strip_prefix(FOLDER)?;
    book.programs.iter().any(|(known, _)| known == file).then(|| path_of(name))
}

/// A program by its name, as a link if it has a page.
pub(super) fn link(book: &Book, place: PagePlace<'_>, name: &str) -> Markup {
    html! {
        @match path(book, &format!("{FOLDER}{name}")) {
            Some(path) => { a href=(place.to(&path)) { (name) } },
            None => (name),
        }
    }
}
